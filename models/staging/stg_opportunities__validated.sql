-- Every base row, standardised, with the first reason why it is rejected, if any.
with opportunities as (
    select * from {{ ref('base_opportunities') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

retention_limits as (
    {{ seed_rows('retention_limits') }}
    where entity = 'opportunities'
),

standardised as (
    select
        opportunities.source_system,
        {{ clean_text('opportunities.sales_record_id') }} as sales_record_id,
        {{ clean_text('opportunities.opportunity_id') }} as opportunity_id,
        {{ clean_text('opportunities.source_customer_id') }} as source_customer_id,
        opportunities.contacted_at,
        {{ code_of('opportunities', 'sales_stage') }} as sales_stage,
        opportunities.win_probability,
        opportunities.updated_at,
        opportunities.unreadable_columns
    from opportunities
    {{ left_join_codes('opportunities', ['sales_stage']) }}
),

validated as (
    select
        standardised.*,
        case
            when erased_customers.erasure_key is not null then 'erased'
            when
                {{ days_until_as_of_date('standardised.contacted_at') }}
                > cast(retention_limits.keep_days as {{ dbt.type_int() }})
                then 'expired'
        end as redaction_reason,
        case
            when
                standardised.sales_record_id is null
                or standardised.opportunity_id is null
                or standardised.source_customer_id is null
                then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.contacted_at is null then 'missing_date'
            when
                standardised.contacted_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when
                standardised.sales_stage is null
                or standardised.sales_stage not in (
                    'to_connect', 'to_wake', 'to_invite', 'to_repurchase', 'won', 'not_won'
                )
                then 'unknown_status'
            when standardised.win_probability < 0 or standardised.win_probability > 1 then 'implausible_share'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
    left join retention_limits on 1 = 1
),

cleaned as (
    {{ redact('validated', 'opportunities', 'sales_record_id', [
        'opportunity_id', 'source_customer_id', 'contacted_at', 'sales_stage', 'win_probability',
        'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'sales_record_id', [
        'opportunity_id', 'source_customer_id', 'contacted_at', 'sales_stage', 'win_probability',
    ]) }}
)

select * from final
