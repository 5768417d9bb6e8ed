-- Items of the orders of 365 days, whether the order counts or not: one row per item, with category, net spend and
-- returned units.
with orders as (
    select * from {{ ref('int_orders') }}
    where order_date > {{ dbt.dateadd('day', -365, as_of_date()) }}
),

order_items as (
    select * from {{ ref('stg_order_items') }}
),

products as (
    select * from {{ ref('stg_products') }}
),

refunds as (
    select
        source_system,
        order_item_id,
        sum(goods_amount) as refund_amount
    from {{ ref('int_refunds') }}
    where order_item_id is not null
    group by source_system, order_item_id
),

item_returns as (
    select * from {{ ref('stg_returns') }}
),

items as (
    select
        orders.customer_id,
        orders.source_system,
        orders.order_id,
        order_items.order_item_id,
        orders.order_date,
        orders.is_counted,
        orders.is_cancelled,
        orders.is_fully_returned,
        products.category,
        coalesce(order_items.quantity, 1) as units,
        coalesce(orders.exchange_rate, 1) as exchange_rate,
        order_items.product_id,
        order_items.paid_amount
        - case
            when refunds.order_item_id is not null then refunds.refund_amount
            when coalesce(order_items.refunded_date, orders.order_date) <= {{ as_of_date() }}
                then order_items.refund_amount
            else 0
        end as net_spend
    from order_items
    inner join orders
        on
            order_items.source_system = orders.source_system
            and order_items.order_id = orders.order_id
    left join refunds
        on
            order_items.source_system = refunds.source_system
            and order_items.order_item_id = refunds.order_item_id
    left join products
        on
            order_items.source_system = products.source_system
            and order_items.product_id = products.product_id
),

-- a return without a quantity covers all units; without a day it applies from the order date
returned as (
    select
        items.source_system,
        items.order_item_id,
        sum(coalesce(item_returns.quantity, items.units)) as units
    from item_returns
    inner join items
        on
            item_returns.source_system = items.source_system
            and item_returns.order_item_id = items.order_item_id
    where coalesce(item_returns.returned_date, items.order_date) <= {{ as_of_date() }}
    group by items.source_system, items.order_item_id
),

final as (
    select
        items.customer_id,
        items.source_system,
        items.order_id,
        items.order_item_id,
        items.order_date,
        items.is_counted,
        items.is_cancelled,
        items.category,
        items.product_id,
        {{ in_company_currency('items.net_spend', 'items.exchange_rate') }} as net_spend,
        cast(items.units as numeric(18, 2)) as units,
        cast(
            case
                when items.is_fully_returned or returned.units > items.units then items.units
                else coalesce(returned.units, 0)
            end as numeric(18, 2)
        ) as returned_units
    from items
    left join returned
        on
            items.source_system = returned.source_system
            and items.order_item_id = returned.order_item_id
)

select * from final
