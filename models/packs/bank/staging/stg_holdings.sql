{{ config(materialized='view') }}

with holdings as (
    select * from {{ ref('stg_holdings__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        holding_id,
        source_customer_id,
        product_class,
        holding_amount,
        cast(held_at as date) as held_date,
        updated_at,
        record_count
    from holdings
)

select * from final
