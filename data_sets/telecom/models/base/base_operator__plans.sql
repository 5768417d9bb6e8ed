select
    plan as plan_id,
    {{ read_amount('fee') }} as monthly_fee,
    {{ read_number('minutes') }} as included_minutes,
    {{ read_number('mb') }} as included_data_mb,
    campus = '是' as is_campus_plan,
    family = '是' as is_family_plan,
    {{ unreadable_columns([
        ['monthly_fee', 'fee', 'amount'],
        ['included_minutes', 'minutes', 'number'],
        ['included_data_mb', 'mb', 'number'],
    ]) }} as unreadable_columns
from {{ source('operator', 'plans') }}
