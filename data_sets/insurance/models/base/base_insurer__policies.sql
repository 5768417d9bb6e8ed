select
    policy_no as policy_id,
    client_no as source_customer_id,
    case line
        when '寿险' then 'life' when '年金' then 'annuity' when '健康险' then 'health' when '意外险' then 'accident'
        when '车险' then 'motor' when '家财险' then 'home' when '旅行险' then 'travel' else line
    end as product_line,
    case payment when '趸交' then 'single' when '期交' then 'regular' else payment end as payment_mode,
    {{ read_amount('year_premium') }} as annual_premium,
    {{ read_timestamp('begins_on') }} as started_at,
    {{ read_timestamp('ends_on') }} as ends_at,
    case state when '有效' then 'in_force' when '失效' then 'lapsed' when '终止' then 'ended' else state end
        as policy_status,
    case reason
        when '犹豫期退保' then 'cooling_off' when '转移' then 'transfer' when '理赔终止' then 'claim'
        when '满期' then 'maturity' when '退保' then 'surrender' else reason
    end as end_reason,
    {{ read_timestamp('state_on') }} as status_at,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['annual_premium', 'year_premium', 'amount'],
        ['started_at', 'begins_on', 'timestamp'],
        ['ends_at', 'ends_on', 'timestamp'],
        ['status_at', 'state_on', 'timestamp'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('insurer', 'policies') }}
