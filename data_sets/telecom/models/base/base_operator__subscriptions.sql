select
    number_no as subscription_id,
    client_no as source_customer_id,
    plan as plan_id,
    branch as branch_region_code,
    group_no as group_id,
    family_no as family_id,
    case document when '身份证' then 'resident_id' when '护照' then 'passport' else document end as document_type,
    campus_net = '是' as is_in_campus_network,
    {{ read_timestamp('opened_on') }} as activated_at,
    case state
        when '正常' then 'active' when '申请停机' then 'suspended_by_request' when '欠费停机' then 'suspended_for_debt'
        when '销户' then 'closed' else state
    end as subscription_status,
    {{ read_timestamp('state_on') }} as status_at,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['activated_at', 'opened_on', 'timestamp'],
        ['status_at', 'state_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('operator', 'numbers') }}
