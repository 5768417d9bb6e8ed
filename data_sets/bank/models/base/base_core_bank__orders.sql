-- What was paid by card is a purchase; what came back is one that was cancelled.
select
    trace_no as order_id,
    client_no as source_customer_id,
    {{ read_timestamp('paid_at') }} as ordered_at,
    case when {{ read_amount('amount') }} < 0 then 'cancelled' else 'completed' end as order_status,
    abs({{ read_amount('amount') }}) as paid_amount,
    {{ unreadable_columns([['ordered_at', 'paid_at', 'timestamp'], ['paid_amount', 'amount', 'amount']]) }}
        as unreadable_columns
from {{ source('core_bank', 'card_transactions') }}
