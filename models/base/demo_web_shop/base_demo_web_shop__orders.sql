-- The web shop stores UTC.
with orders as (
    select * from {{ source('demo_web_shop', 'orders') }}
),

final as (
    select
        order_no as order_id,
        user_id as source_customer_id,
        {{ read_timestamp('created_at', utc=true) }} as ordered_at,
        'online' as channel,
        case {{ clean_text('status') }}
            when 'paid' then 'open'
            when 'done' then 'completed'
            when 'closed' then 'cancelled'
            when 'refunded' then 'returned'
            else status
        end as order_status,
        {{ read_timestamp('closed_at', utc=true) }} as cancelled_at,

        currency,
        {{ read_amount('total_paid') }} as paid_amount,
        {{ read_amount('tax') }} as tax_amount,
        {{ read_amount('freight') }} as freight_amount,
        {{ read_amount('discount') }} as discount_amount,
        {{ read_amount('refund_amount') }} as refund_amount,
        {{ read_timestamp('refunded_at', utc=true) }} as refunded_at,

        {{ dbt.safe_cast('loaded_date', api.Column.translate_type('date')) }} as loaded_date,
        {{ read_timestamp('updated_at', utc=true) }} as updated_at,
        {{ unreadable_columns([
            ['ordered_at', 'created_at', 'timestamp'],
            ['cancelled_at', 'closed_at', 'timestamp'],
            ['paid_amount', 'total_paid', 'amount'],
            ['tax_amount', 'tax', 'amount'],
            ['freight_amount', 'freight', 'amount'],
            ['discount_amount', 'discount', 'amount'],
            ['refund_amount', 'refund_amount', 'amount'],
            ['refunded_at', 'refunded_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from orders
)

select * from final
