-- The till has no status: a receipt is void, fully returned (derived from amounts in the intermediate layer) or done.
with receipts as (
    select * from {{ source('demo_store', 'receipts') }}
),

final as (
    select
        receipt_no as order_id,
        card_no as source_customer_id,
        {{ read_timestamp('sold_at') }} as ordered_at,
        'offline' as channel,
        case {{ clean_text('void') }} when 'N' then 'completed' when 'Y' then 'cancelled' else void end as order_status,
        {{ read_timestamp('voided_at') }} as cancelled_at,

        -- amounts in CNY, tax included in the prices and not shown
        {{ read_amount('amount') }} as paid_amount,
        {{ read_amount('discount') }} as discount_amount,
        {{ read_amount('return_amount') }} as refund_amount,
        {{ read_timestamp('returned_at') }} as refunded_at,

        {{ unreadable_columns([
            ['ordered_at', 'sold_at', 'timestamp'],
            ['cancelled_at', 'voided_at', 'timestamp'],
            ['paid_amount', 'amount', 'amount'],
            ['discount_amount', 'discount', 'amount'],
            ['refund_amount', 'return_amount', 'amount'],
            ['refunded_at', 'returned_at', 'timestamp'],
        ]) }} as unreadable_columns
    from receipts
)

select * from final
