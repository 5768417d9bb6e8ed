-- One item per basket and product: no product occurs twice in a basket (tested as the key of stg_order_items).
with transactions as (
    select * from {{ source('complete_journey', 'transactions') }}
),

products as (
    select * from {{ source('complete_journey', 'products') }}
),

final as (
    select
        cast(transactions.basket_id as {{ dbt.type_string() }})
        || '-' || cast(transactions.product_id as {{ dbt.type_string() }}) as order_item_id,
        transactions.basket_id as order_id,
        transactions.product_id,

        -- the quantity of fuel is a volume in thousandths, not a count of units
        case when coalesce(products.product_type, '') not like 'GASOLINE%' then transactions.quantity end as quantity,

        -- amounts in USD
        cast(transactions.sales_value as numeric(18, 2)) as paid_amount,
        cast(transactions.retail_disc as numeric(18, 2))
        + cast(transactions.coupon_match_disc as numeric(18, 2)) as discount_amount
    from transactions
    left join products on transactions.product_id = products.product_id
)

select * from final
