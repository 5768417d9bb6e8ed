-- depends_on: {{ ref('int_customer_tag_values') }}
with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

final as (
    select
        customer_id,
        {{ as_of_date() }} as as_of_date,

        -- basic attributes
        customer_type,
        gender,
        age_group,

        -- behaviour
        purchase_frequency,
        purchase_recency,
        spend_level,
        order_value_level,
        product_preference,

        -- value
        rfm_recency_score,
        rfm_frequency_score,
        rfm_monetary_score,
        customer_grade,
        rfm_segment,

        -- needs and preference
        price_sensitivity,

        -- life cycle and status
        lifecycle_stage,

        -- marketing
        promotion_participation
    from customer_tags
)

select * from final
