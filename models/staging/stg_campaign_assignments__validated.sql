-- Every base row, standardised, with the first reason why it is rejected, if any.
with campaign_assignments as (
    select * from {{ ref('base_campaign_assignments') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

campaigns as (
    select distinct campaign_code from ({{ seed_rows('campaigns') }}) as campaigns
    where segment_code is null
),

standardised as (
    select
        source_system,
        {{ clean_text('campaign_code') }} as campaign_code,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('arm') }}) as arm,
        assigned_at,
        updated_at,
        unreadable_columns
    from campaign_assignments
),

validated as (
    select
        standardised.*,
        standardised.campaign_code || '/' || standardised.source_customer_id as campaign_assignment_id,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.campaign_code is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.assigned_at is null then 'missing_date'
            when standardised.assigned_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when campaigns.campaign_code is null or not {{ is_author_id('standardised.arm') }} then 'unknown_value'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join campaigns on standardised.campaign_code = campaigns.campaign_code
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'campaign_assignments', 'campaign_assignment_id', [
        'campaign_code', 'source_customer_id', 'arm', 'assigned_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'campaign_assignment_id', ['arm', 'assigned_at']) }}
)

select * from final
