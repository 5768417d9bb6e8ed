with products as (
    select * from {{ source('complete_journey', 'products') }}
),

final as (
    select
        product_id,
        product_type as product_name,

        -- most gasoline is filed under COUPON/MISC ITEMS, which would win as a category for 610 households
        case when product_type like 'GASOLINE%' then 'FUEL' else product_category end as category
    from products
)

select * from final
