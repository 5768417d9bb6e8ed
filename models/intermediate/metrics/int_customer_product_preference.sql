-- What: the category with the largest net spend in counted orders of 365 days. Items without a known category are left
-- out. Ties: more orders, then the later one, then the name. One row per customer; null if nothing was bought.
with customers as (
    select * from {{ ref('int_customers') }}
),

items as (
    select * from {{ ref('int_order_items') }}
    where is_counted and category is not null
),

-- one row per order and category, so that an order counts once, however many items it has
order_categories as (
    select
        customer_id,
        source_system,
        order_id,
        category,
        max(order_date) as order_date,
        sum(net_spend) as net_spend
    from items
    group by customer_id, source_system, order_id, category
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
