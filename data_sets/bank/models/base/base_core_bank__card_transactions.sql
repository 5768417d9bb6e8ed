select
    trace_no as card_transaction_id,
    client_no as source_customer_id,
    {{ read_timestamp('paid_at') }} as transacted_at,
    {{ read_amount('amount') }} as amount,
    remark,
    {{ unreadable_columns([['transacted_at', 'paid_at', 'timestamp'], ['amount', 'amount', 'amount']]) }}
        as unreadable_columns
from {{ source('core_bank', 'card_transactions') }}
