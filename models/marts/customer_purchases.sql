-- What each customer bought in 365 days, by category and product.
with items as (
    select * from {{ ref('int_order_items') }}
    where is_counted and (category is not null or product_id is not null)
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where may_analyse
),

-- one row per order, however many items of the product it has
orders as (
    select
        customer_id,
        source_system,
        category,
        product_id,
        order_id,
        max(order_date) as order_date,
        sum(net_spend) as net_spend
    from items
    group by customer_id, source_system, category, product_id, order_id
),

final as (
    select
        orders.customer_id,
        orders.source_system,
        orders.category,
        orders.product_id,
        cast(count(*) as integer) as order_count,
        cast(sum(orders.net_spend) as numeric(18, 2)) as net_spend,
        max(orders.order_date) as last_order_date,
        {{ as_of_date() }} as as_of_date
    from orders
    inner join permissions on orders.customer_id = permissions.customer_id
    group by orders.customer_id, orders.source_system, orders.category, orders.product_id
)

select * from final
