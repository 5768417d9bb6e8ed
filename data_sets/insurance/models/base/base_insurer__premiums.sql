select
    bill_no as premium_id,
    policy_no as policy_id,
    {{ read_amount('amount') }} as premium_amount,
    {{ read_timestamp('due_on') }} as due_at,
    {{ read_timestamp('paid_on') }} as paid_at,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['premium_amount', 'amount', 'amount'],
        ['due_at', 'due_on', 'timestamp'],
        ['paid_at', 'paid_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('insurer', 'premiums') }}
