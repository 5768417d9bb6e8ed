-- How often: counted orders, by window. One row per customer; 0 where there is no order.
with customers as (
    select * from {{ ref('int_customers') }}
),

days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

buyers as (
    select
        customer_id,
        {%- for window in metric_windows() %}
        {{ sum_in_window('order_count', window) }} as orders_{{ window }}d,
        {%- endfor %}
        sum(order_count) as orders_lifetime
    from days
    group by customer_id
),

final as (
    select
        customers.customer_id,
        {%- for window in metric_windows() %}
        cast(coalesce(buyers.orders_{{ window }}d, 0) as integer) as orders_{{ window }}d,
        {%- endfor %}
        cast(coalesce(buyers.orders_lifetime, 0) as integer) as orders_lifetime
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
)

select * from final
