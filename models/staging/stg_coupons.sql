{{ config(materialized='view') }}

with coupons as (
    select * from {{ ref('stg_coupons__validated') }}
    where version_rank = 1
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
    from coupons
)

select * from final
