-- A treatment that was done is a purchase of its day; a planned one is no order yet.
select
    item_no as order_id,
    patient_no as source_customer_id,
    coalesce({{ read_timestamp('done_on') }}, {{ read_timestamp('planned_on') }}) as ordered_at,
    case state when '完成' then 'completed' when '取消' then 'cancelled' when '待做' then 'unpaid' else state end
        as order_status,
    {{ read_amount('fee') }} as paid_amount,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['ordered_at', 'done_on', 'timestamp'],
        ['paid_amount', 'fee', 'amount'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('clinic', 'treatments') }}
