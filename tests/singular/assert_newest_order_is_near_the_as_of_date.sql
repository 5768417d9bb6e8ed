-- An as-of date far after the newest order makes everybody look as if they had left.
{{ config(severity='warn', store_failures=true) }}

with newest as (
    select max(order_date) as order_date
    from {{ ref('stg_orders') }}
    where order_date <= {{ as_of_date() }}
)

select
    'var as_of_date is {{ as_of_day() }}, '
    || cast({{ days_until_as_of_date('order_date') }} as {{ dbt.type_string() }}) || ' days after the newest order ('
    || cast(order_date as {{ dbt.type_string() }}) || '); is it right, and are all orders there?' as problem
from newest
where {{ days_until_as_of_date('order_date') }} > {{ var('max_days_since_newest_order') }}
