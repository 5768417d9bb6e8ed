-- What was spent in the year before, as one order in the month of the last one, and in the two weeks.
select
    'before ' || customer_no as order_id,
    customer_no as source_customer_id,
    cast({{ dbt.dateadd('month', '-cast(recency as integer)', "cast('2008-03-01' as date)") }} as timestamp) as ordered_at,
    'completed' as order_status,
    {{ read_amount('history') }} as paid_amount,
    {{ unreadable_columns([['paid_amount', 'history', 'amount']]) }} as unreadable_columns
from {{ source('shop', 'customers') }}

union all

select
    'after ' || customer_no as order_id,
    customer_no as source_customer_id,
    cast('2008-03-02' as timestamp) as ordered_at,
    'completed' as order_status,
    {{ read_amount('spend') }} as paid_amount,
    {{ unreadable_columns([['paid_amount', 'spend', 'amount']]) }} as unreadable_columns
from {{ source('shop', 'customers') }}
where conversion = '1'
