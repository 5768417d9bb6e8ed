-- Each version is approved once, not by who asked for it; a retiring tag says when it goes, and what replaces it.
with approvals as (
    select * from {{ ref('int_tag_approvals') }}
),

definitions as (
    {{ seed_rows('tag_definitions') }}
),

problems as (
    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from approvals
    group by tag_code, version
    having count(*) > 1

    union all

    select approvals.row_name || ': there is no such tag; correct tag_code' as problem
    from approvals
    left join definitions on approvals.tag_code = definitions.tag_code
    where definitions.tag_code is null

    union all

    select row_name || ': version must be a whole number; correct it' as problem
    from approvals
    where version is null

    {%- for column in ['requested_by', 'approved_by'] %}

    union all

    select
        row_name || ': {{ column }} must be a team or staff id, a letter and up to 63 letters, digits and _.:-; '
        || 'do not write a name' as problem
    from approvals
    where not {{ is_author_id(column) }}
    {%- endfor %}

    union all

    select row_name || ': whoever asked for a version does not approve it; let somebody else do so' as problem
    from approvals
    where requested_by = approved_by

    union all

    select row_name || ': approved_on must be a day, as in 2026-01-31; correct it' as problem
    from approvals
    where approved_on is null

    union all

    select row_name || ': retires_on must be a day, as in 2026-01-31, or empty; correct it' as problem
    from approvals
    where retires_on is null and retires_on_text is not null

    union all

    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': is retiring, but tag_approvals '
        || 'has no retires_on for version ' || definitions.version
        || '; say when, and in replaced_by what takes its place' as problem
    from definitions
    left join approvals
        on
            definitions.tag_code = approvals.tag_code
            and definitions.version = cast(approvals.version as {{ dbt.type_string() }})
    where definitions.status = 'retiring' and approvals.retires_on is null

    union all

    select
        approvals.row_name || ': replaced_by is ' || approvals.replaced_by
        || ', which is no other active tag; correct it' as problem
    from definitions
    inner join approvals
        on
            definitions.tag_code = approvals.tag_code
            and definitions.version = cast(approvals.version as {{ dbt.type_string() }})
    left join definitions as replacements
        on
            approvals.replaced_by = replacements.tag_code
            and approvals.replaced_by <> approvals.tag_code
            and replacements.status = 'active'
    where definitions.status = 'retiring' and approvals.replaced_by is not null and replacements.tag_code is null
)

select problem from problems
