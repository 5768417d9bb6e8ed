with participation as (
    select * from {{ ref('int_customer_promotion_participation') }}
),

final as (
    select
        participation.customer_id,

        price_sensitivity.tag_value as price_sensitivity,
        participation.promotion_order_share_365d
    from participation
    {{ join_band('price_sensitivity', 'participation.promotion_order_share_365d') }}
)

select * from final
