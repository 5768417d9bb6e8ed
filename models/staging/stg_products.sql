{{ config(materialized='view') }}

with products as (
    select * from {{ ref('stg_products__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        product_id,
        product_name,
        category,
        updated_at,
        record_count
    from products
)

select * from final
