-- The numbers behind the pack's tags, one row per customer. A month is the last one that is over.
{%- set as_of = as_of_date() %}
{%- set month_end = dbt.date_trunc('month', dbt.dateadd('day', 1, as_of)) %}
{%- set in_month = "used_date >= cast(" ~ dbt.dateadd('month', -1, month_end) ~ " as date) and used_date < cast("
    ~ month_end ~ " as date)" %}
{%- set in_30_days = 'used_date > ' ~ dbt.dateadd('day', -30, as_of) %}
{%- set in_90_days = 'used_date > ' ~ dbt.dateadd('day', -90, as_of) %}
with customers as (
    select * from {{ ref('int_customers') }}
),

records as (
    select * from {{ ref('stg_customers') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

regions as (
    select * from {{ ref('region_codes') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions') }}
),

usage_days as (
    select * from {{ ref('int_usage_days') }}
),

orders as (
    select * from {{ ref('int_customer_orders_daily') }}
),

-- by the id number: the first place by name, if records differ
identity_regions as (
    select
        links.customer_id,
        min(coalesce(records.resident_id_city, records.resident_id_province)) as identity_region
    from records
    inner join links
        on
            records.source_system = links.source_system
            and records.source_customer_id = links.source_customer_id
    group by links.customer_id
),

main_subscriptions as (
    select
        subscriptions.*,
        coalesce(cities.city, provinces.city, provinces.province) as branch_region
    from subscriptions
    left join regions as cities on substring(subscriptions.branch_region_code, 1, 4) = cities.region_code
    left join regions as provinces on substring(subscriptions.branch_region_code, 1, 2) = provinces.region_code
    where subscriptions.is_main
),

family_sizes as (
    select
        source_system,
        family_id,
        count(*) as family_size
    from subscriptions
    where is_open and family_id is not null
    group by source_system, family_id
),

group_sizes as (
    select
        source_system,
        group_id,
        count(*) as group_size
    from subscriptions
    where is_open and group_id is not null
    group by source_system, group_id
),

held as (
    select
        subscriptions.customer_id,
        max(case when subscriptions.is_of_campus then 1 else 0 end) as is_of_campus,
        max(case when subscriptions.has_passport then 1 else 0 end) as has_passport,
        max(case when subscriptions.is_family_plan then coalesce(family_sizes.family_size, 1) end) as family_size,
        max(group_sizes.group_size) as group_size,
        min(subscriptions.activated_date) as network_since
    from subscriptions
    left join family_sizes
        on
            subscriptions.source_system = family_sizes.source_system
            and subscriptions.family_id = family_sizes.family_id
    left join group_sizes
        on
            subscriptions.source_system = group_sizes.source_system
            and subscriptions.group_id = group_sizes.group_id
    where subscriptions.is_open
    group by subscriptions.customer_id
),

-- where most calls were made; equal numbers: where the last one was, then the last by name
places as (
    select
        customer_id,
        region_name,
        row_number() over (
            partition by customer_id
            order by sum(calls) desc, max(used_date) desc, region_name desc
        ) as place_rank
    from usage_days
    where {{ in_90_days }} and calls > 0 and region_name is not null
    group by customer_id, region_name
),

used as (
    select
        customer_id,
        sum(case when {{ in_30_days }} then calls else 0 end) as calls_30d,
        sum(case when {{ in_30_days }} then data_mb else 0 end) as data_mb_30d,
        sum(case when {{ in_month }} then minutes_out else 0 end) as minutes_out_month,
        count(distinct case when {{ in_90_days }} and is_abroad then used_date end) as abroad_days_90d,
        count(distinct case when {{ in_90_days }} and is_in_other_province then used_date end)
            as province_roaming_days_90d,
        sum(case when {{ in_90_days }} then contacts else 0 end) as contacts_90d,
        {%- for area_type in ['rural', 'county', 'town'] %}
        sum(case when {{ in_90_days }} and area_type = '{{ area_type }}' then contacts else 0 end)
            as {{ area_type }}_contacts_90d,
        {%- endfor %}
        count(distinct case when {{ in_90_days }} and is_used then province end) as provinces_90d,
        count(distinct case when {{ in_90_days }} and is_used then region_name end) as cities_90d,
        count(distinct case when {{ in_30_days }} and is_used then used_date end) as used_days_30d,
        count(distinct case when not {{ in_30_days }} and is_used then used_date end) as used_days_before
    from usage_days
    group by customer_id
),

main_use as (
    select
        subscriptions.customer_id,
        sum(usage_days.data_mb) as data_mb_month
    from main_subscriptions as subscriptions
    inner join usage_days
        on
            subscriptions.source_system = usage_days.source_system
            and subscriptions.subscription_id = usage_days.subscription_id
    where {{ in_month }}
    group by subscriptions.customer_id
),

-- devices and numbers of one customer, in 30 days
numbers_by_device as (
    select
        customer_id,
        source_system,
        device_number,
        count(distinct subscription_id) as numbers
    from usage_days
    where {{ in_30_days }} and device_number is not null
    group by customer_id, source_system, device_number
),

devices_by_number as (
    select
        customer_id,
        source_system,
        subscription_id,
        count(distinct device_number) as devices
    from usage_days
    where {{ in_30_days }}
    group by customer_id, source_system, subscription_id
),

most_numbers as (
    select
        customer_id,
        max(numbers) as numbers_per_device_30d
    from numbers_by_device
    group by customer_id
),

most_devices as (
    select
        customer_id,
        max(devices) as devices_per_number_30d
    from devices_by_number
    group by customer_id
),

revenues as (
    select
        customer_id,
        sum(net_spend) as revenue_month
    from orders
    where {{ in_month | replace('used_date', 'order_date') }}
    group by customer_id
),

scores as (
    select
        links.customer_id,
        scores.score_name,
        scores.score,
        row_number() over (
            partition by links.customer_id, scores.score_name
            order by scores.scored_at desc, scores.model_score_id desc, scores.source_system desc
        ) as score_rank
    from {{ ref('stg_model_scores') }} as scores
    inner join links
        on
            scores.source_system = links.source_system
            and scores.source_customer_id = links.source_customer_id
    where scores.scored_date <= {{ as_of }}
),

latest_scores as (
    select
        customer_id,
        max(case when score_name = 'migrant_worker_probability' then score end) as migrant_worker_probability,
        max(case when score_name = 'churn_probability' then score end) as telecom_churn_probability
    from scores
    where score_rank = 1
    group by customer_id
),

final as (
    select
        customers.customer_id,
        main_subscriptions.subscription_status,
        main_subscriptions.monthly_fee,
        identity_regions.identity_region,
        main_subscriptions.branch_region,
        places.region_name as common_region,
        coalesce(held.is_of_campus, 0) = 1 as is_of_campus,
        coalesce(held.has_passport, 0) = 1 as has_passport,
        cast(held.family_size as integer) as family_size,
        cast(held.group_size as integer) as group_size,
        -- months begun: a year to the day is 12
        cast(
            (extract(year from {{ as_of }}) - extract(year from held.network_since)) * 12
            + extract(month from {{ as_of }}) - extract(month from held.network_since)
            + case when extract(day from {{ as_of }}) > extract(day from held.network_since) then 1 else 0 end
            as integer
        ) as network_months,
        cast(coalesce(used.calls_30d, 0) as integer) as calls_30d,
        cast(coalesce(used.data_mb_30d, 0) as numeric(18, 2)) as data_mb_30d,
        cast(coalesce(used.minutes_out_month, 0) as numeric(18, 2)) as minutes_out_month,
        cast(coalesce(revenues.revenue_month, 0) as numeric(18, 2)) as revenue_month,
        -- null without a plan that includes data
        case
            when main_subscriptions.included_data_mb > 0
                then
                    cast(
                        {{ ratio('coalesce(main_use.data_mb_month, 0)', 'main_subscriptions.included_data_mb') }}
                        as numeric(18, 6)
                    )
        end as data_used_share_month,
        cast(coalesce(used.abroad_days_90d, 0) as integer) as abroad_days_90d,
        cast(coalesce(used.province_roaming_days_90d, 0) as integer) as province_roaming_days_90d,
        cast(coalesce(used.contacts_90d, 0) as integer) as contacts_90d,
        cast(coalesce(used.rural_contacts_90d, 0) as integer) as rural_contacts_90d,
        cast(coalesce(used.county_contacts_90d, 0) as integer) as county_contacts_90d,
        cast(coalesce(used.town_contacts_90d, 0) as integer) as town_contacts_90d,
        cast(coalesce(used.provinces_90d, 0) as integer) as provinces_90d,
        cast(coalesce(used.cities_90d, 0) as integer) as cities_90d,
        cast(coalesce(used.used_days_30d, 0) as integer) as used_days_30d,
        cast(coalesce(used.used_days_before, 0) as integer) as used_days_before,
        cast(coalesce(most_numbers.numbers_per_device_30d, 0) as integer) as numbers_per_device_30d,
        cast(coalesce(most_devices.devices_per_number_30d, 0) as integer) as devices_per_number_30d,
        latest_scores.migrant_worker_probability,
        latest_scores.telecom_churn_probability
    from customers
    left join main_subscriptions on customers.customer_id = main_subscriptions.customer_id
    left join identity_regions on customers.customer_id = identity_regions.customer_id
    left join held on customers.customer_id = held.customer_id
    left join places on customers.customer_id = places.customer_id and places.place_rank = 1
    left join used on customers.customer_id = used.customer_id
    left join main_use on customers.customer_id = main_use.customer_id
    left join revenues on customers.customer_id = revenues.customer_id
    left join most_numbers on customers.customer_id = most_numbers.customer_id
    left join most_devices on customers.customer_id = most_devices.customer_id
    left join latest_scores on customers.customer_id = latest_scores.customer_id
)

select * from final
