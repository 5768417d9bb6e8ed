{{ config(materialized='view') }}

with product_attributes as (
    select * from {{ ref('stg_product_attributes__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        product_attribute_id,
        product_id,
        attribute_name,
        attribute_value,
        updated_at,
        record_count
    from product_attributes
)

select * from final
