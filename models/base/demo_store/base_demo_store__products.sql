with products as (
    select * from {{ source('demo_store', 'products') }}
),

final as (
    select
        sku as product_id,
        name as product_name,
        category
    from products
)

select * from final
