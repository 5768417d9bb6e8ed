-- Every row of customer_value_parameters.csv is a usable fit: a day, a unique version, positive numbers, q above 1
-- (else spend has no mean) and a not equal to 1 (else expected purchases would be divided by 0).
with parameters as (
    select
        *,
        'seeds/models/customer_value_parameters.csv, row ' || coalesce(data_set, '(data_set empty)')
        || ' version ' || coalesce(version, '(empty)') as row_name
    from {{ ref('customer_value_parameters') }}
),

problems as (
    select row_name || ': data_set is empty; fill it in' as problem
    from parameters
    where data_set is null

    union all

    select row_name || ': version is no whole number from 1; correct it' as problem
    from parameters
    where version is null or not {{ matches_regex('version', '^[1-9][0-9]{0,8}$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from parameters
    group by data_set, version
    having count(*) > 1

    union all

    select
        row_name || ': fitted_as_of is ' || coalesce('"' || fitted_as_of || '"', 'empty')
        || ', no day; write it as YYYY-MM-DD' as problem
    from parameters
    where
        fitted_as_of is null
        or not {{ matches_regex('fitted_as_of', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') }}
        or {{ dbt.safe_cast('fitted_as_of', 'date') }} is null

    {%- for column in ['r', 'alpha', 'a', 'b', 'p', 'q', 'gamma'] %}

    union all

    select
        row_name || ': {{ column }} is ' || coalesce('"' || {{ column }} || '"', 'empty')
        || ', no positive number; run make fit-customer-value again' as problem
    from parameters
    where
        {{ column }} is null
        or not {{ matches_regex(column, '^[0-9]{1,12}([.][0-9]{1,12})?$') }}
        or {{ dbt.safe_cast(column, dbt.type_float()) }} <= 0
    {%- endfor %}

    union all

    select row_name || ': q must be above 1 and a other than 1; run make fit-customer-value again' as problem
    from parameters
    where
        {{ dbt.safe_cast('q', dbt.type_float()) }} <= 1
        or abs({{ dbt.safe_cast('a', dbt.type_float()) }} - 1) < 0.000001
)

select problem from problems
