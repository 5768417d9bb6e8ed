with order_items as (
    select * from {{ source('demo_web_shop', 'order_items') }}
),

final as (
    select
        item_id as order_item_id,
        order_no as order_id,
        sku as product_id,
        {{ read_amount('quantity') }} as quantity,

        -- amounts in CNY
        {{ read_amount('paid') }} as paid_amount,
        {{ read_amount('discount') }} as discount_amount,
        {{ read_amount('refund_amount') }} as refund_amount,
        {{ read_timestamp('refunded_at', utc=true) }} as refunded_at,

        {{ dbt.safe_cast('loaded_date', api.Column.translate_type('date')) }} as loaded_date,
        {{ unreadable_columns([
            ['quantity', 'quantity', 'amount'],
            ['paid_amount', 'paid', 'amount'],
            ['discount_amount', 'discount', 'amount'],
            ['refund_amount', 'refund_amount', 'amount'],
            ['refunded_at', 'refunded_at', 'timestamp'],
        ]) }} as unreadable_columns
    from order_items
)

select * from final
