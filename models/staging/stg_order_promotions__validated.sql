-- Every base row, standardised, with the first reason why it is rejected, if any. An unlisted promotion is not a fault:
-- the record itself shows that the order used one.
with order_promotions as (
    select * from {{ ref('base_order_promotions') }}
),

promotions as (
    select * from {{ ref('stg_promotions') }}
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
        {{ clean_text('order_promotion_id') }} as order_promotion_id,
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('promotion_id') }} as promotion_id,
        lower({{ clean_text('promotion_type') }}) as promotion_type,
        discount_amount,
        loaded_date,
        updated_at,
        unreadable_columns
    from order_promotions
),

validated as (
    select
        standardised.*,
        promotions.promotion_type as listed_promotion_type,
        case when erased_orders.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.order_promotion_id is null or standardised.order_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when
                standardised.promotion_type is not null
                and standardised.promotion_type not in ('coupon', 'campaign', 'discount')
                then 'unknown_type'
            when standardised.discount_amount < 0 then 'negative_amount'
            when known_orders.order_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join promotions
        on
            standardised.source_system = promotions.source_system
            and standardised.promotion_id = promotions.promotion_id
    left join known_orders
        on
            standardised.source_system = known_orders.source_system
            and standardised.order_id = known_orders.order_id
    {{ left_join_erased('orders', 'standardised', 'order_id') }}
),

cleaned as (
    {{ redact('validated', 'order_promotions', 'order_promotion_id', [
        'order_id', 'promotion_id', 'promotion_type', 'listed_promotion_type', 'discount_amount',
        'loaded_date', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'order_promotion_id', [
        'order_id', 'promotion_id', 'promotion_type', 'discount_amount',
    ], arrived='loaded_date') }}
)

select * from final
