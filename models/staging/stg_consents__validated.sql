-- Every base row, standardised, with the first reason why it is rejected, if any.
with consents as (
    select * from {{ ref('base_consents') }}
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
        {{ clean_text('consent_id') }} as consent_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('purpose') }}) as purpose,
        lower({{ clean_text('decision') }}) as decision,
        decided_at,
        updated_at,
        unreadable_columns
    from consents
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.consent_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.decided_at is null then 'missing_date'
            when standardised.decided_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                standardised.purpose is null
                or standardised.purpose not in ('analytics', 'marketing', 'sharing')
                or standardised.decision is null
                or standardised.decision not in ('granted', 'withdrawn')
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
    {{ redact('validated', 'consents', 'consent_id', [
        'source_customer_id', 'purpose', 'decision', 'decided_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'consent_id', [
        'source_customer_id', 'purpose', 'decision', 'decided_at',
    ]) }}
)

select * from final
