-- Promotion records to judge again: those that arrived, and those of changed orders or whose promotion is of another
-- type than when they were judged; of erased ones the hash that stands for them.
-- depends_on: {{ ref('base_order_promotions') }}, {{ ref('changed_orders') }}, {{ ref('stg_promotions') }}
{% if is_incremental() -%}
{%- set again = arrivals('stg_order_promotions__checked') -%}
with promotions as (
    select * from {{ ref('stg_promotions') }}
),

arrived as (
    select
        base_order_promotions.source_system,
        {{ clean_text('base_order_promotions.order_promotion_id') }} as order_promotion_id
    from {{ ref('base_order_promotions') }} as base_order_promotions
    where {{ arrives_again(again, 'base_order_promotions') }}
),

stored_promotions as (
    select
        stored.source_system,
        stored.order_promotion_id
    from {{ as_last_built('stg_order_promotions__checked') }} as stored
    left join promotions
        on
            stored.source_system = promotions.source_system
            and stored.promotion_id = promotions.promotion_id
    where
        {{ arrives_again(again, 'stored') }}
        or {{ is_changed(ref('changed_orders'), 'order_id', 'stored') }}
        or {{ version_changed('stored') }}
        or coalesce(stored.listed_promotion_type, '') <> coalesce(promotions.promotion_type, '')
),

final as (
    {{ keys_and_hashes('order_promotions', 'order_promotion_id', ['arrived', 'stored_promotions']) }}
)

select * from final
{%- else -%}
{{ no_changes({'source_system': 'string', 'order_promotion_id': 'string'}) }}
{%- endif %}
