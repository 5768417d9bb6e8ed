{{ config(materialized='view') }}

with costs as (
    select * from {{ ref('stg_costs__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        cost_id,
        order_id,
        cost_amount,
        cast(incurred_at as date) as incurred_date,
        updated_at,
        record_count
    from costs
)

select * from final
