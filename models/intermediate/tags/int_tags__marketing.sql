with participation as (
    select * from {{ ref('int_customer_promotion_participation') }}
),

final as (
    select
        participation.customer_id,

        promotion_participation.tag_value as promotion_participation,
        participation.promotion_orders_365d
    from participation
    {{ join_band('promotion_participation', 'participation.promotion_orders_365d') }}
)

select * from final
