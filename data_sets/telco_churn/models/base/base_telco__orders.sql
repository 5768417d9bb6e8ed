-- All that a customer has paid, as one bill on the as-of date; who has just come has paid nothing yet.
select
    customer_no as order_id,
    customer_no as source_customer_id,
    cast({{ as_of_date() }} as timestamp) as ordered_at,
    case when {{ clean_text('total_charges') }} is null then 'unpaid' else 'completed' end as order_status,
    coalesce({{ read_amount('total_charges') }}, 0) as paid_amount,
    {{ unreadable_columns([['paid_amount', 'total_charges', 'amount']]) }} as unreadable_columns
from {{ source('telco', 'customers') }}
