select
    request_no as erasure_request_id,
    client_no as source_customer_id,
    {{ read_timestamp('asked_on') }} as requested_at,
    {{ unreadable_columns([['requested_at', 'asked_on', 'timestamp']]) }} as unreadable_columns
from {{ source('operator', 'erasures') }}
