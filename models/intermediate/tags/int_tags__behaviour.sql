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

        coalesce(preference.preferred_category_365d, 'none') as product_preference,
        preference.preferred_category_net_spend_365d
    from frequency
    inner join recency on frequency.customer_id = recency.customer_id
    inner join monetary on frequency.customer_id = monetary.customer_id
    inner join preference on frequency.customer_id = preference.customer_id
    {{ join_band('purchase_frequency', 'frequency.orders_365d') }}
    {{ join_band('purchase_recency', 'recency.days_since_last_order') }}
    {{ join_band('spend_level', 'monetary.net_spend_365d') }}
    {{ join_band('order_value_level', 'monetary.mean_order_value_365d') }}
)

select * from final
