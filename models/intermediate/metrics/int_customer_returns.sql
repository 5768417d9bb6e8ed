-- How much came back: units of the orders of 365 days that were not cancelled, and those of them returned. An order
-- without items is one unit. One row a customer; the share is null without any unit.
with customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where order_date > {{ dbt.dateadd('day', -365, as_of_date()) }} and not is_cancelled
),

items as (
    select * from {{ ref('int_order_items') }}
    where not is_cancelled
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
        orders.customer_id,
        sum(coalesce(order_units.units, 1)) as ordered_units_365d,
        sum(
            coalesce(order_units.returned_units, case when orders.is_fully_returned then 1 else 0 end)
        ) as returned_units_365d
    from orders
    left join order_units
        on
            orders.source_system = order_units.source_system
            and orders.order_id = order_units.order_id
    group by orders.customer_id
),

final as (
    select
        customers.customer_id,
        cast(coalesce(buyers.ordered_units_365d, 0) as numeric(18, 2)) as ordered_units_365d,
        cast(coalesce(buyers.returned_units_365d, 0) as numeric(18, 2)) as returned_units_365d,
        {{ ratio('buyers.returned_units_365d * 100', 'buyers.ordered_units_365d * 100') }} as returned_item_share_365d
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
)

select * from final
