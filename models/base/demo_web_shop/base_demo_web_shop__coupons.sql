-- The web shop stores UTC.
with coupons as (
    select * from {{ source('demo_web_shop', 'coupons') }}
),

final as (
    select
        coupon_id,
        user_id as source_customer_id,
        code as promotion_id,
        {{ read_timestamp('issued_at', utc=true) }} as issued_at,
        {{ read_timestamp('used_at', utc=true) }} as redeemed_at,
        {{ unreadable_columns([
            ['issued_at', 'issued_at', 'timestamp'],
            ['redeemed_at', 'used_at', 'timestamp'],
        ]) }} as unreadable_columns
    from coupons
)

select * from final
