{{ config(materialized='view') }}

with order_promotions as (
    select * from {{ ref('stg_order_promotions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        order_promotion_id,
        order_id,
        promotion_id,
        coalesce(promotion_type, listed_promotion_type) as promotion_type,
        discount_amount,
        updated_at,
        record_count
    from order_promotions
)

select * from final
