-- How recently: days from the first and the last counted order to the as-of date, and the mean gap between order days.
-- One row per customer; null if there is none, with the reason: whoever has orders, all of which were rejected, is not
-- said to have never bought.
with customers as (
    select * from {{ ref('int_customers') }}
),

days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

rejected_buyers as (
    select distinct links.customer_id
    from {{ ref('stg_orders__validated') }} as orders
    inner join {{ ref('int_customer_links') }} as links
        on
            orders.source_system = links.source_system
            and orders.source_customer_id = links.source_customer_id
    where orders.rejection_reason is not null and {{ known_as_of('orders.ordered_at') }} = 1
),

buyers as (
    select
        customer_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(*) as order_days
    from days
    group by customer_id
),

final as (
    select
        customers.customer_id,
        buyers.first_order_date,
        buyers.last_order_date,
        {{ days_until_as_of_date('buyers.first_order_date') }} as days_since_first_order,
        {{ days_until_as_of_date('buyers.last_order_date') }} as days_since_last_order,
        case
            when buyers.order_days is not null then null
            when rejected_buyers.customer_id is not null then 'orders_rejected'
            else 'never_bought'
        end as days_since_last_order_absent_reason,

        -- several orders on one day are one order day
        cast(coalesce(buyers.order_days, 0) as integer) as order_days,
        {{ ratio(dbt.datediff('buyers.first_order_date', 'buyers.last_order_date', 'day'), '(buyers.order_days - 1)') }}
            as mean_days_between_order_days,
        case
            when buyers.order_days is null and rejected_buyers.customer_id is not null then 'orders_rejected'
            when buyers.order_days is null then 'never_bought'
            when buyers.order_days = 1 then 'single_purchase'
        end as mean_days_between_order_days_absent_reason
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
    left join rejected_buyers on customers.customer_id = rejected_buyers.customer_id
)

select * from final
