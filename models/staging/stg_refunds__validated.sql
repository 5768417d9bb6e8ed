-- Every base row, standardised, with the first reason why it is rejected, if any. A refund is of an order, of one of
-- its items, or of a customer alone.
with refunds as (
    select * from {{ ref('base_refunds') }}
),

known_orders as (
    select * from {{ ref('stg_orders') }}
),

known_items as (
    select * from {{ ref('stg_order_items') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_orders as (
    select distinct order_id as erasure_key
    from {{ ref('stg_orders__validated') }}
    where rejection_reason = 'erased'
),

erased_items as (
    select distinct order_item_id as erasure_key
    from {{ ref('stg_order_items__validated') }}
    where rejection_reason = 'erased'
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('refund_id') }} as refund_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('order_item_id') }} as order_item_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        upper({{ clean_text('currency') }}) as currency,
        refund_amount,
        coalesce(tax_amount, 0) as tax_amount,
        coalesce(freight_amount, 0) as freight_amount,
        refunded_at,
        loaded_date,
        updated_at,
        unreadable_columns
    from refunds
),

validated as (
    select
        standardised.*,
        coalesce(standardised.order_id, known_items.order_id) as refunded_order_id,
        case
            when
                coalesce(erased_orders.erasure_key, erased_items.erasure_key, erased_customers.erasure_key) is not null
                then 'erased'
        end as redaction_reason,
        case
            when
                standardised.refund_id is null
                or coalesce(standardised.order_id, standardised.order_item_id, standardised.source_customer_id) is null
                then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.refund_amount is null then 'missing_amount'
            when
                standardised.refund_amount < 0
                or standardised.tax_amount < 0
                or standardised.freight_amount < 0
                then 'negative_amount'
            when standardised.tax_amount + standardised.freight_amount > standardised.refund_amount
                then 'charges_above_paid'
            -- without an order nothing else gives its day
            when
                standardised.refunded_at is null
                and coalesce(standardised.order_id, standardised.order_item_id) is null
                then 'missing_date'
            when standardised.refunded_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when
                (standardised.order_id is not null and known_orders.order_id is null)
                or (standardised.order_item_id is not null and known_items.order_item_id is null)
                or standardised.order_id <> known_items.order_id
                or (
                    coalesce(standardised.order_id, standardised.order_item_id) is null
                    and known_customers.source_customer_id is null
                )
                then 'orphan'
            when standardised.currency <> coalesce(known_orders.currency, item_orders.currency, '{{ var('currency') }}')
                then 'foreign_currency'
        end as rejection_reason
    from standardised
    left join known_orders
        on
            standardised.source_system = known_orders.source_system
            and standardised.order_id = known_orders.order_id
    left join known_items
        on
            standardised.source_system = known_items.source_system
            and standardised.order_item_id = known_items.order_item_id
    left join known_orders as item_orders
        on
            known_items.source_system = item_orders.source_system
            and known_items.order_id = item_orders.order_id
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('orders', 'standardised', 'order_id') }}
    {{ left_join_erased('items', 'standardised', 'order_item_id') }}
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'refunds', 'refund_id', [
        'order_id', 'order_item_id', 'source_customer_id', 'refunded_order_id', 'currency', 'refund_amount',
        'tax_amount', 'freight_amount', 'refunded_at', 'loaded_date', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'refund_id', [
        'order_id', 'order_item_id', 'source_customer_id', 'refund_amount', 'refunded_at', 'tax_amount',
        'freight_amount',
    ], arrived='loaded_date') }}
)

select * from final
