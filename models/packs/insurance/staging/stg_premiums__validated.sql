-- Every base row, standardised, with the first reason why it is rejected, if any.
with premiums as (
    select * from {{ ref('base_premiums') }}
),

known_policies as (
    select * from {{ ref('stg_policies') }}
),

erased_policies as (
    select distinct policy_id as erasure_key
    from {{ ref('stg_policies__validated') }}
    where rejection_reason = 'erased'
),

standardised as (
    select
        source_system,
        {{ clean_text('premium_id') }} as premium_id,
        {{ clean_text('policy_id') }} as policy_id,
        premium_amount,
        due_at,
        paid_at,
        updated_at,
        unreadable_columns
    from premiums
),

validated as (
    select
        standardised.*,
        case when erased_policies.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.premium_id is null or standardised.policy_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.due_at is null then 'missing_date'
            when
                standardised.due_at < cast('{{ var('earliest_plausible_date') }}' as date)
                or standardised.paid_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when standardised.premium_amount < 0 then 'negative_amount'
            when known_policies.policy_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_policies
        on
            standardised.source_system = known_policies.source_system
            and standardised.policy_id = known_policies.policy_id
    {{ left_join_erased('policies', 'standardised', 'policy_id') }}
),

cleaned as (
    {{ redact('validated', 'premiums', 'premium_id', [
        'policy_id', 'premium_amount', 'due_at', 'paid_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'premium_id', ['policy_id', 'premium_amount', 'due_at', 'paid_at']) }}
)

select * from final
