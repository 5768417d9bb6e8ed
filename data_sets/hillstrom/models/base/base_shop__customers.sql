select
    customer_no as source_customer_id,
    'individual' as customer_type
from {{ source('shop', 'customers') }}
