select
    item_no as treatment_id,
    patient_no as source_customer_id,
    plan_no as plan_id,
    case kind
        when '检查' then 'checkup' when '洁牙' then 'hygiene' when '补牙' then 'restoration'
        when '根管' then 'endodontics' when '拔牙' then 'extraction' when '正畸' then 'orthodontics'
        when '种植' then 'implant' when '义齿' then 'prosthesis' else kind
    end as treatment_kind,
    tooth,
    {{ read_amount('fee') }} as fee_amount,
    {{ read_timestamp('planned_on') }} as planned_at,
    {{ read_timestamp('done_on') }} as treated_at,
    case state when '待做' then 'open' when '完成' then 'done' when '取消' then 'cancelled' else state end
        as treatment_status,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['fee_amount', 'fee', 'amount'],
        ['planned_at', 'planned_on', 'timestamp'],
        ['treated_at', 'done_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('clinic', 'treatments') }}
