with coupons as (
    select * from {{ ref('stg_coupons__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('coupons', 'coupon_id', ['source_customer_id', 'promotion_id', 'issued_at', 'redeemed_at']) }}
),

final as (
    select
        source_system,
        coupon_id,
        source_customer_id,
        promotion_id,
        cast(issued_at as date) as issued_date,
        cast(redeemed_at as date) as redeemed_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
