-- The stores record a return on the receipt line itself.
with receipt_lines as (
    select * from {{ source('demo_store', 'receipt_lines') }}
    where {{ clean_text('returned_quantity') }} is not null
),

final as (
    select
        {{ clean_text('receipt_no') }} || '-' || {{ clean_text('line_no') }} as return_id,
        {{ clean_text('receipt_no') }} || '-' || {{ clean_text('line_no') }} as order_item_id,
        {{ read_amount('returned_quantity') }} as quantity,
        {{ read_timestamp('returned_at') }} as returned_at,
        {{ unreadable_columns([
            ['quantity', 'returned_quantity', 'amount'],
            ['returned_at', 'returned_at', 'timestamp'],
        ]) }} as unreadable_columns
    from receipt_lines
)

select * from final
