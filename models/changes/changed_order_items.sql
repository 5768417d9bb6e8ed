-- Order items to judge again: those that arrived, and those of changed orders; of erased ones the hash that stands for
-- them.
-- depends_on: {{ ref('base_order_items') }}, {{ ref('changed_orders') }}
{% if is_incremental() -%}
{%- set again = arrivals('stg_order_items__checked') -%}
with arrived as (
    select
        base_order_items.source_system,
        {{ clean_text('base_order_items.order_item_id') }} as order_item_id
    from {{ ref('base_order_items') }} as base_order_items
    where {{ arrives_again(again, 'base_order_items') }}
),

stored_items as (
    select
        stored.source_system,
        stored.order_item_id
    from {{ as_last_built('stg_order_items__checked') }} as stored
    where
        {{ arrives_again(again, 'stored') }}
        or {{ is_changed(ref('changed_orders'), 'order_id', 'stored') }}
        or {{ version_changed('stored') }}
),

final as (
    {{ keys_and_hashes('order_items', 'order_item_id', ['arrived', 'stored_items']) }}
)

select * from final
{%- else -%}
{{ no_changes({'source_system': 'string', 'order_item_id': 'string'}) }}
{%- endif %}
