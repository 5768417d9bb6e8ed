-- A premium that was paid is a purchase of its day; a bill that was not is no order yet.
select
    premiums.bill_no as order_id,
    policies.client_no as source_customer_id,
    coalesce({{ read_timestamp('premiums.paid_on') }}, {{ read_timestamp('premiums.due_on') }}) as ordered_at,
    case when {{ clean_text('premiums.paid_on') }} is null then 'unpaid' else 'completed' end as order_status,
    {{ read_amount('premiums.amount') }} as paid_amount,
    {{ read_timestamp('premiums.updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['ordered_at', 'premiums.paid_on', 'timestamp'],
        ['paid_amount', 'premiums.amount', 'amount'],
        ['updated_at', 'premiums.updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('insurer', 'premiums') }} as premiums
left join (
    select
        {{ clean_text('policy_no') }} as policy_no,
        min(client_no) as client_no
    from {{ source('insurer', 'policies') }}
    group by {{ clean_text('policy_no') }}
) as policies on {{ clean_text('premiums.policy_no') }} = policies.policy_no
