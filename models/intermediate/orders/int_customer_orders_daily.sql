-- Counted orders, one row per customer and order date: every order metric is computed from these rows.
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
        {%- for channel in ['online', 'offline'] %}
        sum(case when channel = '{{ channel }}' then 1 else 0 end) as {{ channel }}_order_count,
        {%- endfor %}
        {%- for part in ['morning', 'afternoon', 'evening', 'night'] %}
        sum(case when part_of_day = '{{ part }}' then 1 else 0 end) as {{ part }}_order_count,
        {%- endfor %}
        sum(case when has_coupon then 1 else 0 end) as coupon_order_count,
        cast(sum(net_spend) as numeric(18, 2)) as net_spend,
        cast(sum(discount_amount) as numeric(18, 2)) as discount_amount
    from orders
    group by customer_id, order_date
)

select * from final
