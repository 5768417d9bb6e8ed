{{ config(materialized='view') }}

with refunds as (
    select * from {{ ref('stg_refunds__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        refund_id,
        refunded_order_id as order_id,
        order_item_id,
        source_customer_id,
        refund_amount,
        tax_amount,
        freight_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from refunds
)

select * from final
