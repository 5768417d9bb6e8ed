-- suspicious_limits.csv has each limit once, as a number that is not negative.
{%- set checks = ['paid_amount', 'discount_by_paid', 'days_ended_before_order', 'birth_years_apart'] %}
{%- set file = 'seeds/cleaning/suspicious_limits.csv' %}

with limits as (
    select
        *,
        seed_file || ', row ' || coalesce(check_name, '(check_name empty)') as row_name
    from ({{ seed_rows('suspicious_limits') }}) as suspicious_limits
),

checks as (
    {%- for check in checks %}
    select '{{ check }}' as check_name{{ ' union all' if not loop.last }}
    {%- endfor %}
),

problems as (
    select
        '{{ file }}: row ' || checks.check_name
        || ' is missing; add it back, with a high number to allow all' as problem
    from checks
    left join limits on checks.check_name = limits.check_name
    where limits.check_name is null

    union all

    select limits.row_name || ': there is no such check; use one of {{ checks | join(', ') }}' as problem
    from limits
    left join checks on limits.check_name = checks.check_name
    where checks.check_name is null

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from limits
    group by check_name
    having count(*) > 1

    union all

    select
        row_name || ': max_value is ' || coalesce('"' || max_value || '"', 'empty')
        || '; write a plain number' as problem
    from limits
    where max_value is null or not {{ matches_regex('max_value', '^[0-9]{1,12}([.][0-9]{1,2})?$') }}
)

select problem from problems
