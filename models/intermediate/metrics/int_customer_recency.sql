-- How recently: days from the first and the last counted order to the as-of date. One row a customer; null if none.
with customers as (
    select * from {{ ref('int_customers') }}
),

days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

buyers as (
    select
        customer_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from days
    group by customer_id
),

final as (
    select
        customers.customer_id,
        buyers.first_order_date,
        buyers.last_order_date,
        {{ days_until_as_of_date('buyers.first_order_date') }} as days_since_first_order,
        {{ days_until_as_of_date('buyers.last_order_date') }} as days_since_last_order
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
)

select * from final
