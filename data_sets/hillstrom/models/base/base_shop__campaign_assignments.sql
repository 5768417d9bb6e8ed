select
    'spring_mail' as campaign_code,
    customer_no as source_customer_id,
    case segment
        when 'Mens E-Mail' then 'mens'
        when 'Womens E-Mail' then 'womens'
        when 'No E-Mail' then 'holdout'
        else segment
    end as arm,
    cast('2008-03-01' as timestamp) as assigned_at
from {{ source('shop', 'customers') }}
