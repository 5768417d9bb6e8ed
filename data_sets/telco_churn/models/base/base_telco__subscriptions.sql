-- Tenure is in months; who left did so in the last of them.
select
    customer_no as subscription_id,
    customer_no as source_customer_id,
    monthly_charges as plan_id,
    cast({{ dbt.dateadd('month', '-cast(tenure as integer)', as_of_date()) }} as timestamp) as activated_at,
    case churn when 'Yes' then 'closed' when 'No' then 'active' else churn end as subscription_status,
    case churn when 'Yes' then cast({{ as_of_date() }} as timestamp) end as status_at
from {{ source('telco', 'customers') }}
