with order_items as (
    select * from {{ ref('stg_order_items__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('order_items', 'order_item_id', [
        'order_id', 'product_id', 'paid_amount', 'refund_amount', 'refunded_at', 'quantity', 'discount_amount',
    ]) }}
),

final as (
    select
        source_system,
        order_item_id,
        order_id,
        product_id,
        quantity,
        paid_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
