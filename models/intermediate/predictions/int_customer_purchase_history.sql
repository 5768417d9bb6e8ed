-- Input of the customer value model, by days with counted orders (several orders on one day are one purchase). One row
-- per buyer.
with days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

buyers as (
    select
        customer_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(*) - 1 as repeat_purchases,
        sum(net_spend) as net_spend
    from days
    group by customer_id
),

first_days as (
    select
        buyers.*,
        {{ days_until_as_of_date('buyers.first_order_date') }} as age_days,
        days.net_spend as first_net_spend
    from buyers
    inner join days
        on
            buyers.customer_id = days.customer_id
            and buyers.first_order_date = days.order_date
),

final as (
    select
        customer_id,
        cast(repeat_purchases as integer) as repeat_purchases,
        age_days,
        age_days - {{ days_until_as_of_date('last_order_date') }} as recency_days,
        cast(net_spend - first_net_spend as numeric(18, 2)) as repeat_net_spend
    from first_days
)

select * from final
