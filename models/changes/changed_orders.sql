-- Orders to judge again: those that arrived, and those whose customer or known version is another than when they were
-- judged; of erased ones the hash that stands for them.
-- depends_on: {{ ref('base_orders') }}, {{ ref('stg_customers') }}
{% if is_incremental() -%}
{%- set again = arrivals('stg_orders__checked') -%}
with known_customers as (
    select * from {{ ref('stg_customers') }}
),

arrived as (
    select
        base_orders.source_system,
        {{ clean_text('base_orders.order_id') }} as order_id
    from {{ ref('base_orders') }} as base_orders
    where {{ arrives_again(again, 'base_orders') }}
),

stored_orders as (
    select
        stored.source_system,
        stored.order_id
    from {{ as_last_built('stg_orders__checked') }} as stored
    left join known_customers
        on
            stored.source_system = known_customers.source_system
            and stored.source_customer_id = known_customers.source_customer_id
    where
        {{ arrives_again(again, 'stored') }}
        or {{ parent_changed('stored', 'source_customer_id', 'known_customers.source_customer_id') }}
        or {{ version_changed('stored') }}
),

final as (
    {{ keys_and_hashes('orders', 'order_id', ['arrived', 'stored_orders']) }}
)

select * from final
{%- else -%}
{{ no_changes({'source_system': 'string', 'order_id': 'string'}) }}
{%- endif %}
