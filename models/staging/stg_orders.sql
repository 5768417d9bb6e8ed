with orders as (
    select * from {{ ref('stg_orders__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('orders', 'order_id', [
        'ordered_at', 'source_customer_id', 'order_status', 'channel', 'paid_amount', 'refund_amount', 'refunded_at',
        'cancelled_at', 'discount_amount', 'tax_amount', 'freight_amount',
    ]) }}
),

final as (
    select
        source_system,
        order_id,
        source_customer_id,
        ordered_at,
        cast(ordered_at as date) as order_date,
        channel,
        order_status,
        cast(cancelled_at as date) as cancelled_date,
        paid_amount,
        tax_amount,
        freight_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
