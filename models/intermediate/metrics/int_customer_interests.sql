-- What for: views of products and counted orders in 90 days, by category. One row per customer and category touched.
with interactions as (
    select * from {{ ref('int_interactions') }}
    where interaction_type = 'view' and occurred_date > {{ dbt.dateadd('day', -90, as_of_date()) }}
),

products as (
    select * from {{ ref('stg_products') }}
    where category is not null
),

items as (
    select * from {{ ref('int_order_items') }}
    where
        is_counted
        and category is not null
        and order_date > {{ dbt.dateadd('day', -90, as_of_date()) }}
),

views as (
    select
        interactions.customer_id,
        products.category,
        count(*) as view_count
    from interactions
    inner join products
        on
            interactions.source_system = products.source_system
            and interactions.product_id = products.product_id
    group by interactions.customer_id, products.category
),

-- an order counts once per category, however many items it has
order_categories as (
    select distinct
        customer_id,
        source_system,
        order_id,
        category
    from items
),

purchases as (
    select
        customer_id,
        category,
        count(*) as order_count
    from order_categories
    group by customer_id, category
),

touches as (
    select
        customer_id,
        category,
        view_count,
        0 as order_count
    from views
    union all
    select
        customer_id,
        category,
        0 as view_count,
        order_count
    from purchases
),

final as (
    select
        customer_id,
        category,
        cast(sum(view_count) as integer) as category_views_90d,
        cast(sum(order_count) as integer) as category_orders_90d,
        cast(sum(view_count + order_count) as integer) as category_touches_90d
    from touches
    group by customer_id, category
)

select * from final
