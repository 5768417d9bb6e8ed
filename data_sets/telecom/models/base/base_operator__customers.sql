select
    client_no as source_customer_id,
    'individual' as customer_type,
    case sex when '男' then 'male' when '女' then 'female' else sex end as gender,
    id_number as resident_id_number,
    {{ read_timestamp('created_on') }} as created_at,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['created_at', 'created_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('operator', 'clients') }}
