{{ config(materialized='view') }}

with usage_days as (
    select * from {{ ref('stg_usage_days__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        usage_day_id,
        subscription_id,
        cast(used_at as date) as used_date,
        coalesce(calls_out, 0) as calls_out,
        coalesce(calls_in, 0) as calls_in,
        coalesce(minutes_out, 0) as minutes_out,
        coalesce(messages, 0) as messages,
        coalesce(data_mb, 0) as data_mb,
        roaming_province,
        roaming_country,
        cell_region_code,
        area_type,
        device_id,
        updated_at,
        record_count
    from usage_days
)

select * from final
