select
    row_no as usage_day_id,
    number_no as subscription_id,
    {{ read_timestamp('day') }} as used_at,
    {{ read_number('calls_made') }} as calls_out,
    {{ read_number('calls_taken') }} as calls_in,
    {{ read_number('minutes') }} as minutes_out,
    {{ read_number('sms') }} as messages,
    {{ read_number('mb') }} as data_mb,
    roam_province as roaming_province,
    roam_country as roaming_country,
    cell as cell_region_code,
    case area when '市区' then 'city' when '县城' then 'county' when '乡镇' then 'town' when '农村' then 'rural' else area end
        as area_type,
    imei as device_id,
    {{ unreadable_columns([
        ['used_at', 'day', 'timestamp'],
        ['calls_out', 'calls_made', 'number'],
        ['calls_in', 'calls_taken', 'number'],
        ['minutes_out', 'minutes', 'number'],
        ['messages', 'sms', 'number'],
        ['data_mb', 'mb', 'number'],
    ]) }} as unreadable_columns
from {{ source('operator', 'usage') }}
