with frequency as (
    select * from {{ ref('int_customer_frequency') }}
),

recency as (
    select * from {{ ref('int_customer_recency') }}
),

monetary as (
    select * from {{ ref('int_customer_monetary') }}
),

preference as (
    select * from {{ ref('int_customer_product_preference') }}
),

habits as (
    select * from {{ ref('int_customer_shopping_habits') }}
),

engagement as (
    select * from {{ ref('int_customer_engagement') }}
),

returned as (
    select * from {{ ref('int_customer_returns') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

-- the parts of the day that hold enough of the orders; two that tie make no pattern
parts_of_day as (
    select
        {%- for part in ['morning', 'afternoon', 'evening', 'night'] %}
        case
            when
                habits.{{ part }}_orders_365d >= parameters.shopping_time__min_order_share * (
                    habits.morning_orders_365d + habits.afternoon_orders_365d
                    + habits.evening_orders_365d + habits.night_orders_365d
                )
                then 1
            else 0
        end as is_{{ part }},
        {%- endfor %}
        habits.customer_id
    from habits
    cross join parameters
),

final as (
    select
        frequency.customer_id,

        purchase_frequency.tag_value as purchase_frequency,
        purchase_frequency.score as purchase_frequency_score,
        frequency.orders_365d,

        purchase_recency.tag_value as purchase_recency,
        purchase_recency.score as purchase_recency_score,
        recency.days_since_last_order,

        spend_level.tag_value as spend_level,
        spend_level.score as spend_level_score,
        monetary.net_spend_365d,

        order_value_level.tag_value as order_value_level,
        monetary.mean_order_value_365d,

        repurchase_cycle.tag_value as repurchase_cycle,
        recency.mean_days_between_order_days,
        recency.mean_days_between_order_days_absent_reason,

        coalesce(preference.preferred_category_365d, 'none') as product_preference,
        preference.preferred_category_net_spend_365d,

        case
            when habits.online_order_share_365d is null then 'none'
            when
                habits.online_orders_365d >= parameters.channel_preference__min_order_share
                * (habits.online_orders_365d + habits.offline_orders_365d)
                then 'online'
            when
                habits.offline_orders_365d >= parameters.channel_preference__min_order_share
                * (habits.online_orders_365d + habits.offline_orders_365d)
                then 'offline'
            else 'mixed'
        end as channel_preference,
        habits.online_order_share_365d,

        case
            when habits.orders_by_part_of_day_365d is null then 'none'
            when
                parts_of_day.is_morning + parts_of_day.is_afternoon
                + parts_of_day.is_evening + parts_of_day.is_night <> 1
                then 'no_pattern'
            when parts_of_day.is_morning = 1 then 'morning'
            when parts_of_day.is_afternoon = 1 then 'afternoon'
            when parts_of_day.is_evening = 1 then 'evening'
            else 'night'
        end as shopping_time,
        habits.orders_by_part_of_day_365d,

        engagement_level.tag_value as engagement_level,
        engagement.engagements_90d,

        return_level.tag_value as return_level,
        returned.returned_item_share_365d,
        returned.returned_item_share_365d_absent_reason
    from frequency
    cross join parameters
    inner join recency on frequency.customer_id = recency.customer_id
    inner join monetary on frequency.customer_id = monetary.customer_id
    inner join preference on frequency.customer_id = preference.customer_id
    inner join habits on frequency.customer_id = habits.customer_id
    inner join parts_of_day on frequency.customer_id = parts_of_day.customer_id
    inner join engagement on frequency.customer_id = engagement.customer_id
    inner join returned on frequency.customer_id = returned.customer_id
    {{ join_band('purchase_frequency', 'frequency.orders_365d') }}
    {{ join_band('purchase_recency', 'recency.days_since_last_order') }}
    {{ join_band('spend_level', 'monetary.net_spend_365d') }}
    {{ join_band('order_value_level', 'monetary.mean_order_value_365d') }}
    {{ join_band(
        'repurchase_cycle', 'recency.mean_days_between_order_days',
        absent_reason='recency.mean_days_between_order_days_absent_reason'
    ) }}
    {{ join_band('engagement_level', 'engagement.engagements_90d') }}
    {{ join_band(
        'return_level', 'returned.returned_item_share_365d',
        absent_reason='returned.returned_item_share_365d_absent_reason'
    ) }}
)

select * from final
