-- Warns of each segment and destination that uses a retiring tag: when it goes, and what replaces it.
with definitions as (
    {{ seed_rows('tag_definitions') }}
),

conditions as (
    {{ seed_rows('segment_conditions') }}
),

segments as (
    {{ seed_rows('segments') }}
),

destinations as (
    {{ seed_rows('destinations') }}
),

retiring as (
    select
        definitions.tag_code,
        ', which retires on ' || approvals.retires_on_text
        || coalesce('; use ' || approvals.replaced_by || ' instead', '; do without it') as remedy
    from definitions
    inner join {{ ref('int_tag_approvals') }} as approvals
        on
            definitions.tag_code = approvals.tag_code
            and definitions.version = cast(approvals.version as {{ dbt.type_string() }})
    where definitions.status = 'retiring'
),

uses as (
    select
        conditions.seed_file || ', segment ' || conditions.segment_code as used_in,
        conditions.subject as tag_code
    from conditions
    inner join segments on conditions.segment_code = segments.segment_code
    where segments.status = 'active'
    union distinct
    select
        destinations.seed_file || ', row ' || destinations.destination as used_in,
        destination_tags.tag_code
    from {{ ref('int_destination_tags') }} as destination_tags
    inner join destinations on destination_tags.destination = destinations.destination
)

select uses.used_in || ': uses ' || uses.tag_code || retiring.remedy as problem
from uses
inner join retiring on uses.tag_code = retiring.tag_code
