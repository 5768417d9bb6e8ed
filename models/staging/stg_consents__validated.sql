-- Every base row, standardised, with the first reason why it is rejected, if any. Privacy fails closed: a record of a
-- known customer that cannot be read stays, as a withdrawal. Of an unreadable purpose it is null (all purposes), of an
-- unreadable date null (later than all others).
with consents as (
    select * from {{ ref('base_consents') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

-- where no id is equal, one that differs in case only
customers_by_lower_id as (
    select
        source_system,
        lower(source_customer_id) as lower_id,
        min(source_customer_id) as source_customer_id
    from known_customers
    group by source_system, lower(source_customer_id)
    having count(*) = 1
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        consents.source_system,
        {{ clean_text('consents.consent_id') }} as consent_id,
        {{ clean_text('consents.source_customer_id') }} as source_customer_id,
        {{ code_of('consents', 'purpose') }} as purpose,
        {{ code_of('consents', 'decision') }} as decision,
        consents.decided_at,
        consents.updated_at,
        consents.unreadable_columns
    from consents
    {{ left_join_codes('consents', ['purpose', 'decision']) }}
),

owned as (
    select
        standardised.source_system,
        coalesce(
            known_customers.source_customer_id,
            customers_by_lower_id.source_customer_id,
            standardised.source_customer_id
        ) as source_customer_id,
        standardised.consent_id,
        -- rows without updated_at are no versions of each other: each person, purpose and day is a record of its own
        case
            when
                standardised.consent_id is not null
                and standardised.updated_at is not null
                then standardised.consent_id
            else
                coalesce(standardised.consent_id, 'without id') || '/' || coalesce(standardised.source_customer_id, '')
                || '/' || coalesce(standardised.purpose, '') || '/'
                || coalesce(cast(standardised.decided_at as {{ dbt.type_string() }}), '')
        end as consent_key,
        standardised.purpose,
        standardised.decision,
        standardised.decided_at,
        standardised.updated_at,
        standardised.unreadable_columns,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        coalesce(known_customers.source_customer_id, customers_by_lower_id.source_customer_id) is null as is_orphan
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    left join customers_by_lower_id
        on
            standardised.source_system = customers_by_lower_id.source_system
            and lower(standardised.source_customer_id) = customers_by_lower_id.lower_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

-- what cannot be read
faults as (
    select
        *,
        case
            when purpose is null then 'missing_purpose'
            when purpose not in ('analytics', 'marketing', 'sharing') then 'unknown_purpose'
        end as purpose_fault,
        case
            when decision is null then 'missing_decision'
            when decision not in ('granted', 'withdrawn') then 'unknown_decision'
        end as decision_fault,
        case
            when unreadable_columns like '%decided_at%' then 'unreadable_decided_at'
            when decided_at is null then 'missing_decided_at'
            when
                decided_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_decided_at'
        end as decided_at_fault,
        case when unreadable_columns like '%updated_at%' then 'unreadable_updated_at' end as updated_at_fault
    from owned
),

validated as (
    select
        source_system,
        consent_key,
        consent_id,
        source_customer_id,
        case when purpose_fault is null then purpose end as purpose,
        case
            when coalesce(purpose_fault, decision_fault, decided_at_fault, updated_at_fault) is null then decision
            else 'withdrawn'
        end as decision,
        case when decided_at_fault is null then decided_at end as decided_at,
        updated_at,
        purpose_fault,
        decision_fault,
        decided_at_fault,
        updated_at_fault,
        unreadable_columns,
        redaction_reason,
        case
            when source_customer_id is null then 'missing_key'
            when is_orphan then 'orphan'
        end as rejection_reason
    from faults
),

cleaned as (
    {{ redact('validated', 'consents', 'consent_key', [
        'consent_id', 'source_customer_id', 'purpose', 'decision', 'decided_at', 'updated_at', 'purpose_fault',
        'decision_fault', 'decided_at_fault', 'updated_at_fault', 'unreadable_columns',
    ]) }}
),

-- of versions that nothing else orders, a withdrawal comes before a grant
final as (
    {{ rank_versions('cleaned', 'consent_key', [
        'decision', 'decided_at_fault', 'purpose_fault', 'decision_fault', 'updated_at_fault', 'purpose', 'decided_at',
        'source_customer_id', 'consent_id',
    ]) }}
)

select * from final
