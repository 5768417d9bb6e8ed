-- Who uses a tag that is retiring is told when it goes, and what takes its place.
{{ config(severity='warn') }}

with retiring as (
    select
        definitions.tag_code,
        ', which retires on ' || approvals.retires_on_text
        || coalesce('; use ' || approvals.replaced_by || ' instead', '; do without it') as remedy
    from ({{ seed_rows('tag_definitions') }}) as definitions
    inner join {{ ref('int_tag_approvals') }} as approvals
        on
            definitions.tag_code = approvals.tag_code
            and definitions.version = cast(approvals.version as {{ dbt.type_string() }})
    where definitions.status = 'retiring'
),

uses as (
    select
        'seeds/segments/segment_conditions.csv, segment ' || conditions.segment_code as used_in,
        conditions.subject as tag_code
    from {{ ref('segment_conditions') }} as conditions
    inner join {{ ref('segments') }} as segments on conditions.segment_code = segments.segment_code
    where segments.status = 'active'
    union distinct
    select
        'seeds/feed/destinations.csv, row ' || destination as used_in,
        tag_code
    from {{ ref('int_destination_tags') }}
)

select uses.used_in || ': uses ' || uses.tag_code || retiring.remedy as problem
from uses
inner join retiring on uses.tag_code = retiring.tag_code
