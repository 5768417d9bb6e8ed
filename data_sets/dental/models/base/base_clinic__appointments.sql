select
    visit_no as appointment_id,
    patient_no as source_customer_id,
    {{ read_timestamp('comes_at') }} as scheduled_at,
    {{ read_timestamp('booked_on') }} as booked_at,
    case state
        when '预约' then 'booked' when '到诊' then 'attended' when '未到' then 'missed' when '取消' then 'cancelled'
        else state
    end as appointment_status,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['scheduled_at', 'comes_at', 'timestamp'],
        ['booked_at', 'booked_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('clinic', 'appointments') }}
