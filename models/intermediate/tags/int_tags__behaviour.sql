with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

-- the parts of the day with enough of the orders; a tie is not a pattern
parts_of_day as (
    select
        {%- for part in ['morning', 'afternoon', 'evening', 'night'] %}
        case
            when
                metrics.{{ part }}_orders_365d >= parameters.shopping_time__min_order_share * (
                    metrics.morning_orders_365d + metrics.afternoon_orders_365d
                    + metrics.evening_orders_365d + metrics.night_orders_365d
                )
                then 1
            else 0
        end as is_{{ part }},
        {%- endfor %}
        metrics.*
    from metrics
    cross join parameters
),

final as (
    select
        metrics.customer_id,

        coalesce(metrics.preferred_category_365d, 'none') as product_preference,
        metrics.preferred_category_net_spend_365d as product_preference__evidence,

        case
            when metrics.online_order_share_365d is null then 'none'
            when
                metrics.online_orders_365d >= parameters.channel_preference__min_order_share
                * (metrics.online_orders_365d + metrics.offline_orders_365d)
                then 'online'
            when
                metrics.offline_orders_365d >= parameters.channel_preference__min_order_share
                * (metrics.online_orders_365d + metrics.offline_orders_365d)
                then 'offline'
            else 'mixed'
        end as channel_preference,
        metrics.online_order_share_365d as channel_preference__evidence,

        case
            when metrics.orders_by_part_of_day_365d is null then 'none'
            when metrics.is_morning + metrics.is_afternoon + metrics.is_evening + metrics.is_night <> 1
                then 'no_pattern'
            when metrics.is_morning = 1 then 'morning'
            when metrics.is_afternoon = 1 then 'afternoon'
            when metrics.is_evening = 1 then 'evening'
            else 'night'
        end as shopping_time,
        metrics.orders_by_part_of_day_365d as shopping_time__evidence
    from parts_of_day as metrics
    cross join parameters
)

select * from final
