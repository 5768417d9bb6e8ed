-- What is published is approved; what a data set defines itself, by the data set. A warning, unless dbt_project.yml
-- says otherwise.
with approvals as (
    select * from {{ ref('int_tag_approvals') }}
),

definitions as (
    {{ seed_rows('tag_definitions') }}
    where status in ('active', 'retiring')
)

select
    definitions.seed_file || ', row ' || definitions.tag_code || ': version ' || definitions.version || ' is '
    || definitions.status || ', but not approved; let its approver add it to tag_approvals, or set status to in_review'
        as problem
from definitions
left join approvals
    on
        definitions.tag_code = approvals.tag_code
        and definitions.version = cast(approvals.version as {{ dbt.type_string() }})
        and coalesce(definitions.overridden_by, '') = coalesce(approvals.overridden_by, '')
where approvals.tag_code is null
