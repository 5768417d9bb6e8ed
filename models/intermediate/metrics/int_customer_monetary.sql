-- How much: net spend and its mean per counted order, by window. One row per customer; spend is 0 and the mean null
-- where there is no order. A refund that names no order reduces the spend of its own day.
with days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

frequency as (
    select * from {{ ref('int_customer_frequency') }}
),

credits as (
    select * from {{ ref('int_refunds') }}
    where order_id is null
),

spend as (
    select
        customer_id,
        order_date,
        net_spend
    from days
    union all
    select
        customer_id,
        refunded_date as order_date,
        -goods_amount as net_spend
    from credits
),

buyers as (
    select
        customer_id,
        {%- for window in metric_windows() %}
        {{ sum_in_window('net_spend', window) }} as net_spend_{{ window }}d,
        {%- endfor %}
        sum(net_spend) as net_spend_lifetime
    from spend
    group by customer_id
),

final as (
    select
        frequency.customer_id,

        -- in the company's currency
        {%- for window in metric_windows() %}
        cast(coalesce(buyers.net_spend_{{ window }}d, 0) as numeric(18, 2)) as net_spend_{{ window }}d,
        {%- endfor %}
        cast(coalesce(buyers.net_spend_lifetime, 0) as numeric(18, 2)) as net_spend_lifetime,

        {%- for window in metric_windows() %}
        {{ ratio('buyers.net_spend_' ~ window ~ 'd', 'frequency.orders_' ~ window ~ 'd') }}
            as mean_order_value_{{ window }}d,
        {%- endfor %}
        {{ ratio('buyers.net_spend_lifetime', 'frequency.orders_lifetime') }} as mean_order_value_lifetime
    from frequency
    left join buyers on frequency.customer_id = buyers.customer_id
)

select * from final
