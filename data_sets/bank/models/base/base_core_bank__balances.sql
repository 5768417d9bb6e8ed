select
    row_no as balance_id,
    client_no as source_customer_id,
    {{ read_timestamp('month') }} as month_at,
    {{ read_amount('daily_average') }} as average_assets,
    {{ read_amount('loans') }} as loan_amount,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['month_at', 'month', 'timestamp'],
        ['average_assets', 'daily_average', 'amount'],
        ['loan_amount', 'loans', 'amount'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('core_bank', 'balances') }}
