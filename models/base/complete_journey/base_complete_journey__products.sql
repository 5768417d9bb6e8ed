with products as (
    select * from {{ source('complete_journey', 'products') }}
),

final as (
    select
        product_id,
        product_type as product_name,

        -- most gasoline has the category COUPON/MISC ITEMS, which would be the preferred one of 610 households
        case when product_type like 'GASOLINE%' then 'FUEL' else product_category end as category
    from products
)

select * from final
