-- Whether somebody came in the two weeks is known, not when.
select
    customer_no as interaction_id,
    customer_no as source_customer_id,
    'visit' as interaction_type,
    'web' as channel,
    cast('2008-03-02' as timestamp) as occurred_at
from {{ source('shop', 'customers') }}
where visit = '1'
