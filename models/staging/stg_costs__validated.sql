-- Every base row, standardised, with the first reason why it is rejected, if any.
with costs as (
    select * from {{ ref('base_costs') }}
),

known_orders as (
    select * from {{ ref('stg_orders') }}
),

erased_orders as (
    select distinct order_id as erasure_key
    from {{ ref('stg_orders__validated') }}
    where rejection_reason = 'erased'
),

standardised as (
    select
        source_system,
        {{ clean_text('cost_id') }} as cost_id,
        {{ clean_text('order_id') }} as order_id,
        cost_amount,
        incurred_at,
        updated_at,
        unreadable_columns
    from costs
),

validated as (
    select
        standardised.*,
        case when erased_orders.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.cost_id is null or standardised.order_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.cost_amount is null then 'missing_amount'
            when standardised.cost_amount < 0 then 'negative_amount'
            when known_orders.order_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_orders
        on
            standardised.source_system = known_orders.source_system
            and standardised.order_id = known_orders.order_id
    {{ left_join_erased('orders', 'standardised', 'order_id') }}
),

cleaned as (
    {{ redact('validated', 'costs', 'cost_id', [
        'order_id', 'cost_amount', 'incurred_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'cost_id', ['order_id', 'cost_amount', 'incurred_at']) }}
)

select * from final
