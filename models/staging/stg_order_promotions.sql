with order_promotions as (
    select * from {{ ref('stg_order_promotions__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('order_promotions', 'order_promotion_id', [
        'order_id', 'promotion_id', 'promotion_type', 'discount_amount',
    ]) }}
),

final as (
    select
        source_system,
        order_promotion_id,
        order_id,
        promotion_id,
        promotion_type,
        discount_amount,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
