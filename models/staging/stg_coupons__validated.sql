-- Every base row, standardised, with the first reason why it is rejected, if any.
with coupons as (
    select * from {{ ref('base_coupons') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('coupon_id') }} as coupon_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        {{ clean_text('promotion_id') }} as promotion_id,
        issued_at,
        redeemed_at,
        updated_at,
        unreadable_columns
    from coupons
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.coupon_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when cast(standardised.redeemed_at as date) < cast(standardised.issued_at as date) then 'ends_before_start'
            when
                standardised.source_customer_id is not null and known_customers.source_customer_id is null
                then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'coupons', 'coupon_id', [
        'source_customer_id', 'promotion_id', 'issued_at', 'redeemed_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'coupon_id', ['source_customer_id', 'promotion_id', 'issued_at', 'redeemed_at']) }}
)

select * from final
