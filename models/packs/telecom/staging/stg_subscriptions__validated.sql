-- Every base row, standardised, with the first reason why it is rejected, if any.
with subscriptions as (
    select * from {{ ref('base_subscriptions') }}
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
        {{ clean_text('subscription_id') }} as subscription_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        {{ clean_text('plan_id') }} as plan_id,
        {{ clean_text('branch_region_code') }} as branch_region_code,
        {{ clean_text('group_id') }} as group_id,
        {{ clean_text('family_id') }} as family_id,
        lower({{ clean_text('document_type') }}) as document_type,
        coalesce(is_in_campus_network, false) as is_in_campus_network,
        activated_at,
        lower({{ clean_text('subscription_status') }}) as subscription_status,
        status_at,
        updated_at,
        unreadable_columns
    from subscriptions
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.subscription_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.activated_at is null then 'missing_date'
            -- what is not active was stopped on some day
            when standardised.subscription_status <> 'active' and standardised.status_at is null then 'missing_date'
            when standardised.activated_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when cast(standardised.status_at as date) < cast(standardised.activated_at as date) then 'ends_before_start'
            when standardised.document_type not in ('resident_id', 'passport', 'other') then 'unknown_type'
            when
                standardised.subscription_status is null
                or standardised.subscription_status not in (
                    'active', 'suspended_by_request', 'suspended_for_debt', 'closed'
                )
                then 'unknown_status'
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
    {{ redact('validated', 'subscriptions', 'subscription_id', [
        'source_customer_id', 'plan_id', 'branch_region_code', 'group_id', 'family_id', 'document_type',
        'is_in_campus_network', 'activated_at', 'subscription_status', 'status_at', 'updated_at',
        'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'subscription_id', [
        'source_customer_id', 'plan_id', 'branch_region_code', 'group_id', 'family_id', 'document_type',
        'activated_at', 'subscription_status', 'status_at',
    ]) }}
)

select * from final
