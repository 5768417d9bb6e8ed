-- counted_orders.csv says yes or no to each status that staging knows, and to each type once.
{%- set statuses = ['open', 'completed', 'cancelled', 'returned', 'unpaid', 'draft', 'test'] %}

with counted_orders as (
    select
        *,
        seed_file || ', row ' || coalesce(column_name, '(column_name empty)') || '/'
        || coalesce(code, '(code empty)') as row_name
    from ({{ seed_rows('counted_orders') }}) as counted_orders
),

statuses as (
    {%- for status in statuses %}
    select '{{ status }}' as code{{ ' union all' if not loop.last }}
    {%- endfor %}
),

problems as (
    select row_name || ': is_counted is "' || coalesce(is_counted, '') || '"; write yes or no' as problem
    from counted_orders
    where is_counted is null or is_counted not in ('yes', 'no')

    union all

    select
        counted_orders.row_name || ': there is no such column or status; use order_type, or order_status with one of '
        || '{{ statuses | join(', ') }}' as problem
    from counted_orders
    left join statuses on counted_orders.code = statuses.code
    where
        counted_orders.column_name is null
        or counted_orders.column_name not in ('order_status', 'order_type')
        or (counted_orders.column_name = 'order_status' and statuses.code is null)

    union all

    select 'seeds/cleaning/counted_orders.csv: row order_status/' || statuses.code || ' is missing; add it' as problem
    from statuses
    left join counted_orders
        on statuses.code = counted_orders.code and counted_orders.column_name = 'order_status'
    where counted_orders.code is null

    union all

    select row_name || ': code is compared in lower case; write "' || lower(code) || '"' as problem
    from counted_orders
    where code <> lower(code)

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from counted_orders
    group by column_name, code
    having count(*) > 1
)

select problem from problems
