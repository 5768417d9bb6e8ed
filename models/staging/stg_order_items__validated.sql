-- Every base row, standardised, with the first reason why it is rejected, if any.
with order_items as (
    select * from {{ ref('base_order_items') }}
),

known_orders as (
    select * from {{ ref('stg_orders') }}
),

erased_orders as (
    select distinct order_id as erasure_key
    from {{ ref('stg_orders__validated') }}
    where rejection_reason = 'erased'
),

standardised as (
    select
        source_system,
        {{ clean_text('order_item_id') }} as order_item_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('product_id') }} as product_id,
        quantity,
        paid_amount,
        discount_amount,
        coalesce(refund_amount, 0) as refund_amount,
        refunded_at,
        loaded_date,
        updated_at,
        unreadable_columns
    from order_items
),

validated as (
    select
        standardised.*,
        case when erased_orders.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.order_item_id is null or standardised.order_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.paid_amount is null then 'missing_amount'
            when
                standardised.paid_amount < 0
                or standardised.discount_amount < 0
                or standardised.refund_amount < 0
                or standardised.quantity < 0
                then 'negative_amount'
            when standardised.refund_amount > standardised.paid_amount then 'refund_above_paid'
            when known_orders.order_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_orders
        on
            standardised.source_system = known_orders.source_system
            and standardised.order_id = known_orders.order_id
    {{ left_join_erased('orders', 'standardised', 'order_id') }}
),

cleaned as (
    {{ redact('validated', 'order_items', 'order_item_id', [
        'order_id', 'product_id', 'quantity', 'paid_amount', 'discount_amount', 'refund_amount',
        'refunded_at', 'loaded_date', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'order_item_id', [
        'order_id', 'product_id', 'paid_amount', 'refund_amount', 'refunded_at', 'quantity', 'discount_amount',
    ], arrived='loaded_date') }}
)

select * from final
