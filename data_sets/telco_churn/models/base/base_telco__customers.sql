select
    customer_no as source_customer_id,
    'individual' as customer_type,
    case female when '1' then 'female' when '0' then 'male' else female end as gender
from {{ source('telco', 'customers') }}
