{{ config(materialized='view') }}

with order_items as (
    select * from {{ ref('stg_order_items__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        order_item_id,
        order_id,
        product_id,
        quantity,
        paid_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from order_items
)

select * from final
