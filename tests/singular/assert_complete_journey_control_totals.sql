-- Base models of Complete Journey that aggregate or join keep the totals of the raw file: lines, quantity, amount.
{{ config(enabled='order_items' in var('source_systems').get('complete_journey', [])) }}

with transactions as (
    select
        count(*) as line_count,
        count(distinct basket_id) as basket_count,
        count(distinct household_id) as household_count,
        sum(cast(sales_value as numeric(18, 2))) as paid_amount,
        sum(cast(retail_disc as numeric(18, 2)) + cast(coupon_match_disc as numeric(18, 2))) as discount_amount,
        sum(quantity) as quantity
    from {{ source('complete_journey', 'transactions') }}
),

fuel as (
    select sum(transactions.quantity) as quantity
    from {{ source('complete_journey', 'transactions') }} as transactions
    inner join {{ source('complete_journey', 'products') }} as products
        on transactions.product_id = products.product_id
    where products.product_type like 'GASOLINE%'
),

order_items as (
    select
        count(*) as line_count,
        sum(paid_amount) as paid_amount,
        sum(discount_amount) as discount_amount,
        sum(quantity) as quantity
    from {{ ref('base_complete_journey__order_items') }}
),

orders as (
    select
        count(*) as basket_count,
        sum(paid_amount) as paid_amount,
        sum(discount_amount) as discount_amount
    from {{ ref('base_complete_journey__orders') }}
),

customers as (
    select count(*) as household_count from {{ ref('base_complete_journey__customers') }}
)

select
    transactions.line_count,
    order_items.line_count as base_line_count,
    transactions.paid_amount,
    order_items.paid_amount as base_item_amount,
    orders.paid_amount as base_order_amount
from transactions
cross join fuel
cross join order_items
cross join orders
cross join customers
where
    transactions.line_count <> order_items.line_count
    or transactions.paid_amount <> order_items.paid_amount
    or transactions.paid_amount <> orders.paid_amount
    or transactions.discount_amount <> order_items.discount_amount
    or transactions.discount_amount <> orders.discount_amount
    or transactions.quantity - fuel.quantity <> order_items.quantity
    or transactions.basket_count <> orders.basket_count
    or transactions.household_count > customers.household_count
