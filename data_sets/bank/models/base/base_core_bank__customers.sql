select
    client_no as source_customer_id,
    'individual' as customer_type,
    case sex when '男' then 'male' when '女' then 'female' else sex end as gender,
    {{ read_date('birthday') }} as birth_date,
    {{ read_timestamp('opened_on') }} as created_at,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['birth_date', 'birthday', 'timestamp'],
        ['created_at', 'opened_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('core_bank', 'clients') }}
