with receipt_lines as (
    select * from {{ source('demo_store', 'receipt_lines') }}
),

final as (
    select
        {{ clean_text('receipt_no') }} || '-' || {{ clean_text('line_no') }} as order_item_id,
        receipt_no as order_id,
        sku as product_id,
        {{ read_amount('quantity') }} as quantity,

        -- amounts in CNY
        {{ read_amount('amount') }} as paid_amount,
        {{ read_amount('return_amount') }} as refund_amount,
        {{ read_timestamp('returned_at') }} as refunded_at,

        {{ unreadable_columns([
            ['quantity', 'quantity', 'amount'],
            ['paid_amount', 'amount', 'amount'],
            ['refund_amount', 'return_amount', 'amount'],
            ['refunded_at', 'returned_at', 'timestamp'],
        ]) }} as unreadable_columns
    from receipt_lines
)

select * from final
