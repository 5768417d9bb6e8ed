-- Every base row, standardised, with the first reason why it is rejected, if any.
with memberships as (
    select * from {{ ref('base_memberships') }}
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
        {{ clean_text('membership_id') }} as membership_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        {{ clean_text('membership_level') }} as membership_level,
        joined_at,
        ended_at,
        updated_at,
        unreadable_columns
    from memberships
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.membership_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.joined_at is null then 'missing_date'
            when standardised.joined_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when cast(standardised.ended_at as date) < cast(standardised.joined_at as date) then 'ends_before_start'
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
    {{ redact('validated', 'memberships', 'membership_id', [
        'source_customer_id', 'membership_level', 'joined_at', 'ended_at', 'updated_at',
        'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'membership_id', [
        'source_customer_id', 'membership_level', 'joined_at', 'ended_at',
    ]) }}
)

select * from final
