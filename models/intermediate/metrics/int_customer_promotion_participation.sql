-- On promotion or not: promotion orders, their share of all counted orders, and discounts, by window. One row per
-- customer; counts are 0 and shares null where there is no order.
with days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

frequency as (
    select * from {{ ref('int_customer_frequency') }}
),

buyers as (
    select
        customer_id,
        {%- for window in metric_windows() %}
        {{ sum_in_window('promotion_order_count', window) }} as promotion_orders_{{ window }}d,
        {{ sum_in_window('discount_amount', window) }} as discount_amount_{{ window }}d,
        {%- endfor %}
        sum(promotion_order_count) as promotion_orders_lifetime,
        sum(discount_amount) as discount_amount_lifetime
    from days
    group by customer_id
),

final as (
    select
        frequency.customer_id,
        {%- for window in metric_windows() %}
        cast(coalesce(buyers.promotion_orders_{{ window }}d, 0) as integer) as promotion_orders_{{ window }}d,
        {%- endfor %}
        cast(coalesce(buyers.promotion_orders_lifetime, 0) as integer) as promotion_orders_lifetime,

        -- between 0 and 1
        {%- for window in metric_windows() %}
        {{ ratio('buyers.promotion_orders_' ~ window ~ 'd', 'frequency.orders_' ~ window ~ 'd') }}
            as promotion_order_share_{{ window }}d,
        {%- endfor %}
        {{ ratio('buyers.promotion_orders_lifetime', 'frequency.orders_lifetime') }} as promotion_order_share_lifetime,

        -- in the company's currency
        {%- for window in metric_windows() %}
        cast(coalesce(buyers.discount_amount_{{ window }}d, 0) as numeric(18, 2)) as discount_amount_{{ window }}d,
        {%- endfor %}
        cast(coalesce(buyers.discount_amount_lifetime, 0) as numeric(18, 2)) as discount_amount_lifetime
    from frequency
    left join buyers on frequency.customer_id = buyers.customer_id
)

select * from final
