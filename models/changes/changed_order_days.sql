-- Order days whose facts are to be computed again: those of changed orders, of orders with changed promotion records,
-- of what becomes true with this as-of date, and of records that belong to another customer now.
-- depends_on: {{ ref('changed_orders') }}, {{ ref('changed_order_promotions') }}, {{ ref('stg_orders') }}
-- depends_on: {{ ref('stg_order_promotions__checked') }}, {{ ref('int_customer_links') }}
{% if is_incremental() -%}
with orders as (
    select * from {{ ref('stg_orders') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

facts as (
    select * from {{ as_last_built('int_orders') }}
),

changed_orders as (
    select
        source_system,
        order_id
    from {{ ref('changed_orders') }}
    union
    select
        records.source_system,
        records.order_id
    from {{ ref('stg_order_promotions__checked') }} as records
    where {{ is_changed(ref('changed_order_promotions'), 'order_promotion_id', 'records') }}
),

moved_records as (
    {{ moved_records('facts', 'links') }}
),

changed_days as (
    select orders.order_date
    from orders
    where
        {{ is_changed('changed_orders', 'order_id', 'orders') }}
        or {{ is_new_on('orders.order_date') }}
        or {{ is_new_on('orders.cancelled_date') }}
        or {{ is_new_on('orders.refunded_date') }}
        or {{ is_changed('moved_records', 'source_customer_id', 'orders') }}
    union
    select facts.order_date
    from facts
    where
        {{ is_changed('changed_orders', 'order_id', 'facts') }}
        or {{ is_changed('moved_records', 'source_customer_id', 'facts') }}
),

final as (
    {{ days_to_replace('changed_days', 'order_date', ['orders', 'facts']) }}
)

select * from final
{%- else -%}
{{ no_changes({'order_date': 'date'}) }}
{%- endif %}
