-- retention_limits.csv has each entity once, only entities that may have a limit, and no limit below the window of any
-- tag.
with limits as (
    select
        *,
        seed_file || ', row ' || coalesce(entity, '(entity empty)') as row_name
    from ({{ seed_rows('retention_limits') }}) as retention_limits
),

problems as (
    select
        row_name || ': records of this entity have no limit; write interactions, service_contacts or opportunities, '
        || 'or delete the row' as problem
    from limits
    where entity is null or entity not in ('interactions', 'service_contacts', 'opportunities')

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from limits
    group by entity
    having count(*) > 1

    union all

    select
        row_name || ': keep_days is ' || coalesce('"' || keep_days || '"', 'empty')
        || '; write a whole number of at least 365, the longest window of a tag' as problem
    from limits
    where not coalesce({{ matches_regex('keep_days', '^(36[5-9]|3[7-9][0-9]|[4-9][0-9]{2}|[1-9][0-9]{3,4})$') }}, false)
)

select problem from problems
