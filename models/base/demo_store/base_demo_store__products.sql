with products as (
    select * from {{ source('demo_store', 'products') }}
),

final as (
    select
        'demo_store' as source_system,
        sku as product_id,
        name as product_name,
        category,
        null as updated_at,
        null as unreadable_columns
    from products
)

select * from final
