{{ config(materialized='view') }}

with orders as (
    select * from {{ ref('stg_orders__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        order_id,
        source_customer_id,
        ordered_at,
        cast(ordered_at as date) as order_date,
        channel,
        order_status,
        order_type,
        is_left_out,
        cast(cancelled_at as date) as cancelled_date,
        coalesce(currency, '{{ var('currency') }}') as currency,
        cast(exchange_rate as numeric(18, 8)) as exchange_rate,
        paid_amount,
        tax_amount,
        freight_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from orders
)

select * from final
