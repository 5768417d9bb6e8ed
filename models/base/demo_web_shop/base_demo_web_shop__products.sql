with products as (
    select * from {{ source('demo_web_shop', 'products') }}
),

final as (
    select
        sku as product_id,
        title as product_name,
        category_name as category,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from products
)

select * from final
