-- No counted order or amount is lost between staging, the order facts and the daily facts; refunds of customers alone
-- are between the days and the lifetime.
with orders as (
    select
        count(*) as order_count,
        coalesce(sum(net_spend), 0) as net_spend
    from {{ ref('int_orders') }}
    where is_counted
),

days as (
    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_spend), 0) as net_spend
    from {{ ref('int_customer_orders_daily') }}
),

lifetime as (
    select
        coalesce(sum(frequency.orders_lifetime), 0) as order_count,
        coalesce(sum(monetary.net_spend_lifetime), 0) as net_spend
    from {{ ref('int_customer_frequency') }} as frequency
    inner join {{ ref('int_customer_monetary') }} as monetary on frequency.customer_id = monetary.customer_id
),

credits as (
    select coalesce(sum(goods_amount), 0) as goods_amount
    from {{ ref('int_refunds') }}
    where order_id is null
),

known_orders as (
    select count(*) as order_count
    from {{ ref('stg_orders') }} as orders
    inner join {{ ref('int_customer_links') }} as links
        on
            orders.source_system = links.source_system
            and orders.source_customer_id = links.source_customer_id
    where orders.order_date <= {{ as_of_date() }}
),

all_orders as (
    select count(*) as order_count from {{ ref('int_orders') }}
),

compared as (
    select
        orders.order_count = days.order_count and orders.order_count = lifetime.order_count as counts_agree,
        orders.net_spend = days.net_spend and orders.net_spend = lifetime.net_spend + credits.goods_amount
            as amounts_agree,
        known_orders.order_count = all_orders.order_count as facts_are_complete
    from orders
    cross join days
    cross join lifetime
    cross join credits
    cross join known_orders
    cross join all_orders
)

select * from compared
where not (counts_agree and amounts_agree and facts_are_complete)
