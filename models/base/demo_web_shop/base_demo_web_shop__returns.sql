-- The web shop stores UTC.
with returns as (
    select * from {{ source('demo_web_shop', 'returns') }}
),

final as (
    select
        return_id,
        item_id as order_item_id,
        {{ read_amount('quantity') }} as quantity,
        {{ read_timestamp('returned_at', utc=true) }} as returned_at,
        {{ unreadable_columns([
            ['quantity', 'quantity', 'amount'],
            ['returned_at', 'returned_at', 'timestamp'],
        ]) }} as unreadable_columns
    from returns
)

select * from final
