-- All tags of a customer side by side, each with the metric that is its evidence.
with customers as (
    select * from {{ ref('int_customers') }}
),

basic_attributes as (
    select * from {{ ref('int_tags__basic_attributes') }}
),

behaviour as (
    select * from {{ ref('int_tags__behaviour') }}
),

customer_value as (
    select * from {{ ref('int_tags__value') }}
),

needs_and_preference as (
    select * from {{ ref('int_tags__needs_and_preference') }}
),

lifecycle_and_status as (
    select * from {{ ref('int_tags__lifecycle_and_status') }}
),

marketing as (
    select * from {{ ref('int_tags__marketing') }}
),

final as (
    select
        customers.customer_id,

        basic_attributes.customer_type,
        basic_attributes.gender,
        basic_attributes.age_group,

        behaviour.purchase_frequency,
        behaviour.purchase_recency,
        behaviour.spend_level,
        behaviour.order_value_level,
        behaviour.product_preference,

        customer_value.rfm_recency_score,
        customer_value.rfm_frequency_score,
        customer_value.rfm_monetary_score,
        customer_value.customer_grade,
        customer_value.rfm_segment,

        needs_and_preference.price_sensitivity,

        lifecycle_and_status.lifecycle_stage,

        marketing.promotion_participation,

        -- evidence
        basic_attributes.customer_type_source,
        basic_attributes.gender_source,
        basic_attributes.age_span,
        behaviour.orders_365d,
        behaviour.days_since_last_order,
        behaviour.net_spend_365d,
        behaviour.mean_order_value_365d,
        behaviour.preferred_category_net_spend_365d,
        customer_value.rfm_total_score,
        customer_value.rfm_scores,
        needs_and_preference.promotion_order_share_365d,
        lifecycle_and_status.days_since_first_and_last_order,
        marketing.promotion_orders_365d
    from customers
    inner join basic_attributes on customers.customer_id = basic_attributes.customer_id
    inner join behaviour on customers.customer_id = behaviour.customer_id
    inner join customer_value on customers.customer_id = customer_value.customer_id
    inner join needs_and_preference on customers.customer_id = needs_and_preference.customer_id
    inner join lifecycle_and_status on customers.customer_id = lifecycle_and_status.customer_id
    inner join marketing on customers.customer_id = marketing.customer_id
)

select * from final
