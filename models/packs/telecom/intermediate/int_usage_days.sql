-- Use of subscriptions by day, in the 120 days to the as-of date, with the place where it was. Devices have numbers of
-- their own here, from 1 in each system: what identifies one stays in staging.
with usage_days as (
    select
        *,
        dense_rank() over (partition by source_system order by device_id) as device_number
    from {{ ref('stg_usage_days') }}
    where
        used_date <= {{ as_of_date() }}
        and used_date > {{ dbt.dateadd('day', -120, as_of_date()) }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions') }}
),

regions as (
    select * from {{ ref('region_codes') }}
),

final as (
    select
        subscriptions.customer_id,
        usage_days.source_system,
        usage_days.subscription_id,
        usage_days.usage_day_id,
        usage_days.used_date,
        usage_days.calls_out + usage_days.calls_in as calls,
        usage_days.minutes_out,
        usage_days.messages,
        usage_days.data_mb,
        usage_days.calls_out + usage_days.calls_in + usage_days.messages as contacts,
        usage_days.calls_out + usage_days.calls_in + usage_days.messages + usage_days.data_mb > 0 as is_used,
        usage_days.roaming_country is not null as is_abroad,
        usage_days.roaming_province is not null as is_in_other_province,
        usage_days.area_type,
        coalesce(usage_days.roaming_province, cities.province, provinces.province) as province,
        coalesce(cities.city, provinces.city, provinces.province) as region_name,
        case when usage_days.device_id is not null then usage_days.device_number end as device_number
    from usage_days
    inner join subscriptions
        on
            usage_days.source_system = subscriptions.source_system
            and usage_days.subscription_id = subscriptions.subscription_id
    left join regions as cities on substring(usage_days.cell_region_code, 1, 4) = cities.region_code
    left join regions as provinces on substring(usage_days.cell_region_code, 1, 2) = provinces.region_code
)

select * from final
