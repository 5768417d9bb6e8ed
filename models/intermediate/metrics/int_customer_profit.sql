-- Profit: net spend less costs of the counted orders of 365 days whose costs are known. One row per customer.
with monetary as (
    select * from {{ ref('int_customer_monetary') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where is_counted and order_date > {{ dbt.dateadd('day', -365, as_of_date()) }}
),

costs as (
    select * from {{ ref('stg_costs') }}
),

-- a cost without a day applies from the order date
costed_orders as (
    select
        orders.customer_id,
        orders.source_system,
        orders.order_id,
        max(orders.net_spend) as net_spend,
        sum(costs.cost_amount) as cost_amount
    from orders
    inner join costs
        on
            orders.source_system = costs.source_system
            and orders.order_id = costs.order_id
    where coalesce(costs.incurred_date, orders.order_date) <= {{ as_of_date() }}
    group by orders.customer_id, orders.source_system, orders.order_id
),

buyers as (
    select
        customer_id,
        sum(net_spend) as costed_net_spend_365d,
        sum(net_spend) - sum(cost_amount) as profit_365d
    from costed_orders
    group by customer_id
),

final as (
    select
        monetary.customer_id,
        cast(coalesce(buyers.costed_net_spend_365d, 0) as numeric(18, 2)) as costed_net_spend_365d,
        cast(buyers.profit_365d as numeric(18, 2)) as profit_365d,

        -- a loss is a negative share
        {{ ratio('buyers.profit_365d * 100', 'buyers.costed_net_spend_365d * 100') }} as profit_share_365d,
        case
            when monetary.net_spend_365d <= 0 then 'no_spend'
            when coalesce(buyers.costed_net_spend_365d, 0) = 0 then 'costs_unknown'
        end as profit_share_365d_absent_reason
    from monetary
    left join buyers on monetary.customer_id = buyers.customer_id
)

select * from final
