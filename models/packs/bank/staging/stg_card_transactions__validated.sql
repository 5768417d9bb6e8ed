-- Every base row, standardised, with the first reason why it is rejected, if any.
with card_transactions as (
    select * from {{ ref('base_card_transactions') }}
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
        {{ clean_text('card_transaction_id') }} as card_transaction_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        transacted_at,
        amount,
        {{ clean_text('remark') }} as remark,
        updated_at,
        unreadable_columns
    from card_transactions
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.card_transaction_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.transacted_at is null then 'missing_date'
            when standardised.transacted_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when standardised.amount is null then 'missing_amount'
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
    {{ redact('validated', 'card_transactions', 'card_transaction_id', [
        'source_customer_id', 'transacted_at', 'amount', 'remark', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'card_transaction_id', ['source_customer_id', 'transacted_at', 'amount', 'remark']) }}
)

select * from final
