-- Counted orders, one row a customer and order date: every order metric above is computed from these rows.
with orders as (
    select * from {{ ref('int_orders') }}
    where is_counted
),

final as (
    select
        customer_id,
        order_date,
        count(*) as order_count,
        sum(case when is_promotion_order then 1 else 0 end) as promotion_order_count,
        cast(sum(net_spend) as numeric(18, 2)) as net_spend,
        cast(sum(discount_amount) as numeric(18, 2)) as discount_amount
    from orders
    group by customer_id, order_date
)

select * from final
