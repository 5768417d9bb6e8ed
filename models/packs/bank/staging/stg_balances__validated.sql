-- Every base row, standardised, with the first reason why it is rejected, if any.
with balances as (
    select * from {{ ref('base_balances') }}
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
        {{ clean_text('balance_id') }} as balance_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        month_at,
        average_assets,
        loan_amount,
        updated_at,
        unreadable_columns
    from balances
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.balance_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.month_at is null then 'missing_date'
            when standardised.month_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when standardised.average_assets is null then 'missing_amount'
            when standardised.average_assets < 0 or standardised.loan_amount < 0 then 'negative_amount'
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
    {{ redact('validated', 'balances', 'balance_id', [
        'source_customer_id', 'month_at', 'average_assets', 'loan_amount', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'balance_id', ['source_customer_id', 'month_at', 'average_assets', 'loan_amount']) }}
)

select * from final
