-- Every base row, standardised, with the first reason why it is rejected, if any.
with patients as (
    select * from {{ ref('base_patients') }}
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
        {{ clean_text('source_customer_id') }} as source_customer_id,
        recall_months,
        {{ clean_text('family_id') }} as family_id,
        lower({{ clean_text('family_role') }}) as family_role,
        updated_at,
        unreadable_columns
    from patients
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.recall_months <= 0 then 'unknown_value'
            when standardised.family_role not in ('head', 'member') then 'unknown_type'
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
    {{ redact('validated', 'patients', 'source_customer_id', [
        'recall_months', 'family_id', 'family_role', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'source_customer_id', ['recall_months', 'family_id', 'family_role']) }}
)

select * from final
