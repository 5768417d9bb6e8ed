-- The web shop stores UTC.
with refunds as (
    select * from {{ source('demo_web_shop', 'refunds') }}
),

final as (
    select
        refund_id,
        order_no as order_id,
        item_id as order_item_id,
        user_id as source_customer_id,
        {{ read_amount('amount') }} as refund_amount,
        {{ read_amount('tax') }} as tax_amount,
        {{ read_amount('freight') }} as freight_amount,
        {{ read_timestamp('refunded_at', utc=true) }} as refunded_at,
        {{ dbt.safe_cast('loaded_date', api.Column.translate_type('date')) }} as loaded_date,
        {{ unreadable_columns([
            ['refund_amount', 'amount', 'amount'],
            ['tax_amount', 'tax', 'amount'],
            ['freight_amount', 'freight', 'amount'],
            ['refunded_at', 'refunded_at', 'timestamp'],
        ]) }} as unreadable_columns
    from refunds
)

select * from final
