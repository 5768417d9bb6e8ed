-- purposes.csv has one row per purpose, and says what applies without a decision.
with purposes as (
    select
        *,
        seed_file || ', row ' || coalesce(purpose, '(purpose empty)') as row_name
    from ({{ seed_rows('purposes') }}) as purposes
),

known_purposes as (
    select 'analytics' as purpose
    union all
    select 'marketing' as purpose
    union all
    select 'sharing' as purpose
),

problems as (
    select 'seeds/privacy/purposes.csv: row ' || known_purposes.purpose || ' is missing; add it back' as problem
    from known_purposes
    left join purposes on known_purposes.purpose = purposes.purpose
    where purposes.purpose is null

    union all

    select purposes.row_name || ': no such purpose; correct it or delete the row' as problem
    from purposes
    left join known_purposes on purposes.purpose = known_purposes.purpose
    where known_purposes.purpose is null

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from purposes
    group by purpose
    having count(*) > 1

    union all

    select
        row_name || ': without_consent is ' || coalesce('"' || without_consent || '"', 'empty')
        || '; write allowed or not_allowed' as problem
    from purposes
    where without_consent is null or without_consent not in ('allowed', 'not_allowed')
)

select problem from problems
