-- Every base row, standardised, with the first reason why it is rejected, if any.
with returns as (
    select * from {{ ref('base_returns') }}
),

known_items as (
    select * from {{ ref('stg_order_items') }}
),

erased_items as (
    select distinct order_item_id as erasure_key
    from {{ ref('stg_order_items__validated') }}
    where rejection_reason = 'erased'
),

standardised as (
    select
        source_system,
        {{ clean_text('return_id') }} as return_id,
        {{ clean_text('order_item_id') }} as order_item_id,
        quantity,
        returned_at,
        updated_at,
        unreadable_columns
    from returns
),

validated as (
    select
        standardised.*,
        case when erased_items.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.return_id is null or standardised.order_item_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.quantity < 0 then 'negative_amount'
            when known_items.order_item_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_items
        on
            standardised.source_system = known_items.source_system
            and standardised.order_item_id = known_items.order_item_id
    {{ left_join_erased('items', 'standardised', 'order_item_id') }}
),

cleaned as (
    {{ redact('validated', 'returns', 'return_id', [
        'order_item_id', 'quantity', 'returned_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'return_id', ['order_item_id', 'quantity', 'returned_at']) }}
)

select * from final
