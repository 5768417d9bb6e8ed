-- The pack's tags, all with one value per customer, each with its evidence. First match wins throughout.
with metrics as (
    select
        *,
        coalesce(subscription_status <> 'closed', false) as is_open
    from {{ ref('int_customer_metrics__telecom') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters__telecom') }}
),

final as (
    select
        metrics.customer_id,

        coalesce(metrics.identity_region, 'unknown') as identity_region,
        metrics.identity_region as identity_region__evidence,

        coalesce(metrics.branch_region, 'unknown') as business_region,
        metrics.branch_region as business_region__evidence,

        coalesce(metrics.common_region, 'unknown') as common_region,
        metrics.common_region as common_region__evidence,

        case
            when metrics.is_of_campus then 'student'
            when
                metrics.group_size is not null
                or metrics.has_passport
                or metrics.province_roaming_days_90d > parameters.telecom_occupation__max_province_roaming_days
                or metrics.abroad_days_90d > parameters.telecom_occupation__max_abroad_days
                then 'business'
            when metrics.migrant_worker_probability >= parameters.telecom_occupation__min_migrant_worker_probability
                then 'migrant_worker'
            {%- for area_type in ['rural', 'county', 'town'] %}
            when
                metrics.contacts_90d > 0
                and metrics.{{ area_type }}_contacts_90d
                >= parameters.telecom_occupation__min_area_share * metrics.contacts_90d
                then '{{ area_type }}_resident'
            {%- endfor %}
            else 'other'
        end as telecom_occupation,
        metrics.contacts_90d as telecom_occupation__evidence,

        case when metrics.family_size is null then 'no' else 'yes' end as family_plan,
        metrics.family_size as family_plan__evidence,

        case when metrics.group_size is null then 'no' else 'yes' end as group_member,
        metrics.group_size as group_member__evidence,

        plan_level.tag_value as plan_level,
        metrics.monthly_fee as plan_level__evidence,

        data_usage_level.tag_value as data_usage_level,
        metrics.data_used_share_month as data_usage_level__evidence,

        case
            when not metrics.is_open then 'none'
            when
                metrics.revenue_month >= parameters.arpu_level__min_revenue
                and metrics.minutes_out_month >= parameters.arpu_level__min_minutes
                then 'mid_high'
            else 'ordinary'
        end as arpu_level,
        metrics.revenue_month as arpu_level__evidence,

        tenure.tag_value as tenure,
        metrics.network_months as tenure__evidence,

        case
            when not metrics.is_open then 'not_applicable'
            when metrics.calls_30d = 0 and metrics.data_mb_30d = 0 then 'fully_silent'
            when metrics.calls_30d = 0 then 'voice_silent'
            when metrics.data_mb_30d = 0 then 'data_silent'
            else 'none'
        end as silence_type,
        metrics.calls_30d as silence_type__evidence,

        coalesce(metrics.subscription_status, 'none') as user_status,
        metrics.subscription_status as user_status__evidence,

        case
            when metrics.numbers_per_device_30d > 1 then 'two_numbers_one_device'
            when metrics.devices_per_number_30d > 1 then 'one_number_two_devices'
            else 'none'
        end as dual_device,
        metrics.devices_per_number_30d as dual_device__evidence,

        case
            when metrics.abroad_days_90d > 0 then 'abroad'
            when metrics.provinces_90d > 1 then 'several_provinces'
            when metrics.cities_90d > 1 then 'one_province'
            when metrics.cities_90d = 1 then 'one_city'
            else 'none'
        end as activity_range,
        metrics.cities_90d as activity_range__evidence,

        -- the company's score, else days of use in 30 days beside a third of those in the 90 days before
        case
            when not metrics.is_open then 'none'
            {%- for level in ['high', 'medium_high', 'medium', 'medium_low'] %}
            when metrics.telecom_churn_probability >= parameters.telecom_churn_warning__{{ level }}_min_probability
                then '{{ level }}'
            {%- endfor %}
            when metrics.telecom_churn_probability is not null then 'low'
            when metrics.used_days_before = 0 then 'none'
            {%- for level in ['high', 'medium_high', 'medium', 'medium_low'] %}
            when
                metrics.used_days_30d * 3
                < parameters.telecom_churn_warning__{{ level }}_max_share * metrics.used_days_before
                then '{{ level }}'
            {%- endfor %}
            else 'low'
        end as telecom_churn_warning,
        metrics.used_days_30d as telecom_churn_warning__evidence
    from metrics
    cross join parameters
    {{- join_band('plan_level', 'metrics.monthly_fee') }}
    {{- join_band('data_usage_level', 'metrics.data_used_share_month') }}
    {{- join_band('tenure', 'metrics.network_months') }}
)

select * from final
