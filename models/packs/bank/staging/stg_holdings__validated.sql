-- Every base row, standardised, with the first reason why it is rejected, if any.
with holdings as (
    select * from {{ ref('base_holdings') }}
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
        {{ clean_text('holding_id') }} as holding_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('product_class') }}) as product_class,
        holding_amount,
        held_at,
        updated_at,
        unreadable_columns
    from holdings
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.holding_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.held_at is null then 'missing_date'
            when standardised.held_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when standardised.holding_amount is null then 'missing_amount'
            when standardised.holding_amount < 0 then 'negative_amount'
            when
                standardised.product_class is null
                or standardised.product_class not in (
                    'deposit', 'wealth_product', 'fund', 'insurance', 'bond', 'gold', 'other'
                )
                then 'unknown_type'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'holdings', 'holding_id', [
        'source_customer_id', 'product_class', 'holding_amount', 'held_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'holding_id', ['source_customer_id', 'product_class', 'holding_amount', 'held_at']) }}
)

select * from final
