-- What: the category with the largest net spend in counted orders of 365 days. Items of no known category do not
-- compete. Ties: more orders, then the later one, then the name. One row a customer; null if nothing was bought.
with customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where is_counted and order_date > {{ dbt.dateadd('day', -365, as_of_date()) }}
),

order_items as (
    select * from {{ ref('stg_order_items') }}
),

products as (
    select * from {{ ref('stg_products') }}
    where category is not null
),

-- one row an order and category, so that an order counts once however many items it holds
order_categories as (
    select
        orders.customer_id,
        orders.source_system,
        orders.order_id,
        products.category,
        max(orders.order_date) as order_date,
        sum(
            order_items.paid_amount
            - case
                when coalesce(order_items.refunded_date, orders.order_date) <= {{ as_of_date() }}
                    then order_items.refund_amount
                else 0
            end
        ) as net_spend
    from order_items
    inner join orders
        on
            order_items.source_system = orders.source_system
            and order_items.order_id = orders.order_id
    inner join products
        on
            order_items.source_system = products.source_system
            and order_items.product_id = products.product_id
    group by orders.customer_id, orders.source_system, orders.order_id, products.category
),

categories as (
    select
        customer_id,
        category,
        sum(net_spend) as net_spend,
        count(*) as order_count,
        max(order_date) as last_order_date
    from order_categories
    group by customer_id, category
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by net_spend desc, order_count desc, last_order_date desc, category asc
        ) as preference_rank
    from categories
),

final as (
    select
        customers.customer_id,
        ranked.category as preferred_category_365d,
        cast(ranked.net_spend as numeric(18, 2)) as preferred_category_net_spend_365d
    from customers
    left join ranked
        on
            customers.customer_id = ranked.customer_id
            and ranked.preference_rank = 1
)

select * from final
