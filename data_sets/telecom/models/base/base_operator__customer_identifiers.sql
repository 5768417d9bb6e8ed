select
    client_no || '-phone' as customer_identifier_id,
    client_no as source_customer_id,
    'phone' as identifier_type,
    mobile as identifier_value
from {{ source('operator', 'clients') }}
