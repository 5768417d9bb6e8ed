-- The till records that a promotion applied, at most one per receipt, but neither its kind nor its amount.
with receipt_promotions as (
    select * from {{ source('demo_store', 'receipt_promotions') }}
),

final as (
    select
        {{ clean_text('receipt_no') }} || '-' || {{ clean_text('promotion') }} as order_promotion_id,
        receipt_no as order_id
    from receipt_promotions
)

select * from final
