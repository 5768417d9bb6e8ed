-- The web shop stores UTC.
with order_costs as (
    select * from {{ source('demo_web_shop', 'order_costs') }}
),

final as (
    select
        {{ clean_text('order_no') }} || '-' || {{ clean_text('kind') }} as cost_id,
        order_no as order_id,
        {{ read_amount('amount') }} as cost_amount,
        {{ read_timestamp('booked_at', utc=true) }} as incurred_at,
        {{ unreadable_columns([
            ['cost_amount', 'amount', 'amount'],
            ['incurred_at', 'booked_at', 'timestamp'],
        ]) }} as unreadable_columns
    from order_costs
)

select * from final
