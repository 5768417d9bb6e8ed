with product_attributes as (
    select * from {{ source('demo_web_shop', 'product_attributes') }}
),

final as (
    select
        sku as product_id,
        attribute as attribute_name,
        value as attribute_value
    from product_attributes
)

select * from final
