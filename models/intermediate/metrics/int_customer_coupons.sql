-- When the last coupon was redeemed, within 180 days: a coupon record, or a coupon on a counted order. One row per
-- customer; null if none was.
with customers as (
    select * from {{ ref('int_customers') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

coupons as (
    select * from {{ ref('stg_coupons') }}
    where redeemed_date <= {{ as_of_date() }}
),

days as (
    select * from {{ ref('int_customer_orders_daily') }}
    where coupon_order_count > 0
),

redemptions as (
    select
        links.customer_id,
        coupons.redeemed_date as coupon_date
    from coupons
    inner join links
        on
            coupons.source_system = links.source_system
            and coupons.source_customer_id = links.source_customer_id
    union all
    select
        customer_id,
        order_date as coupon_date
    from days
),

users as (
    select
        customer_id,
        max(coupon_date) as last_coupon_date_180d
    from redemptions
    where coupon_date > {{ dbt.dateadd('day', -180, as_of_date()) }}
    group by customer_id
),

final as (
    select
        customers.customer_id,
        users.last_coupon_date_180d
    from customers
    left join users on customers.customer_id = users.customer_id
)

select * from final
