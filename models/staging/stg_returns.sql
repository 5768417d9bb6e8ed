{{ config(materialized='view') }}

with returns as (
    select * from {{ ref('stg_returns__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        return_id,
        order_item_id,
        quantity,
        cast(returned_at as date) as returned_date,
        updated_at,
        record_count
    from returns
)

select * from final
