-- How much came back: units of the orders of 365 days that were not cancelled, and how many were returned, in the
-- systems that record returns. An order without items is one unit. One row per customer; the share is null without any
-- unit.
with customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

items as (
    select * from {{ ref('int_order_items') }}
    where not is_cancelled
),

-- a system without any return is taken not to record them
telling_systems as (
    select source_system from orders
    where is_fully_returned
    union distinct
    select source_system from items
    where returned_units > 0
),

recent_orders as (
    select
        orders.*,
        telling_systems.source_system is not null as tells_returns
    from orders
    left join telling_systems on orders.source_system = telling_systems.source_system
    where orders.order_date > {{ dbt.dateadd('day', -365, as_of_date()) }} and not orders.is_cancelled
),

order_units as (
    select
        source_system,
        order_id,
        sum(units) as units,
        sum(returned_units) as returned_units
    from items
    group by source_system, order_id
),

buyers as (
    select
        recent_orders.customer_id,
        sum(
            case when recent_orders.tells_returns then coalesce(order_units.units, 1) else 0 end
        ) as ordered_units_365d,
        sum(
            coalesce(order_units.returned_units, case when recent_orders.is_fully_returned then 1 else 0 end)
        ) as returned_units_365d
    from recent_orders
    left join order_units
        on
            recent_orders.source_system = order_units.source_system
            and recent_orders.order_id = order_units.order_id
    group by recent_orders.customer_id
),

final as (
    select
        customers.customer_id,
        cast(coalesce(buyers.ordered_units_365d, 0) as numeric(18, 2)) as ordered_units_365d,
        cast(coalesce(buyers.returned_units_365d, 0) as numeric(18, 2)) as returned_units_365d,
        {{ ratio('buyers.returned_units_365d * 100', 'buyers.ordered_units_365d * 100') }} as returned_item_share_365d,
        case
            when buyers.customer_id is null then 'no_order'
            when buyers.ordered_units_365d = 0 then 'returns_unknown'
        end as returned_item_share_365d_absent_reason
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
)

select * from final
