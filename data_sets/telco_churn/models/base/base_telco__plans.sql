-- Who pays the same has the same plan.
select distinct
    monthly_charges as plan_id,
    {{ read_amount('monthly_charges') }} as monthly_fee,
    {{ unreadable_columns([['monthly_fee', 'monthly_charges', 'amount']]) }} as unreadable_columns
from {{ source('telco', 'customers') }}
