-- A bill is a purchase of its day.
select
    bill_no as order_id,
    client_no as source_customer_id,
    {{ read_timestamp('day') }} as ordered_at,
    'completed' as order_status,
    {{ read_amount('amount') }} as paid_amount,
    {{ unreadable_columns([['ordered_at', 'day', 'timestamp'], ['paid_amount', 'amount', 'amount']]) }}
        as unreadable_columns
from {{ source('operator', 'bills') }}
