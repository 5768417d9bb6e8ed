-- Every base row, standardised, with the first reason for which it is rejected, if any.
with identity_decisions as (
    select * from {{ ref('base_identity_decisions') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('identity_decision_id') }} as identity_decision_id,
        lower({{ clean_text('decision') }}) as decision,
        {{ clean_text('first_source_system') }} as first_source_system,
        {{ clean_text('first_source_customer_id') }} as first_source_customer_id,
        {{ clean_text('second_source_system') }} as second_source_system,
        {{ clean_text('second_source_customer_id') }} as second_source_customer_id,
        {{ clean_text('decided_by') }} as decided_by,
        decided_at,
        updated_at,
        unreadable_columns
    from identity_decisions
),

final as (
    select
        standardised.*,
        case
            when
                standardised.identity_decision_id is null
                or standardised.first_source_system is null
                or standardised.first_source_customer_id is null
                or (
                    standardised.decision = 'same'
                    and (
                        standardised.second_source_system is null
                        or standardised.second_source_customer_id is null
                    )
                )
                then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.decided_at is null then 'missing_date'
            when standardised.decided_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                standardised.decision is null
                or standardised.decision not in ('same', 'separate')
                then 'unknown_type'
            when not {{ is_author_id('standardised.decided_by') }} then 'missing_author'
            when
                firsts.source_customer_id is null
                or (
                    coalesce(standardised.second_source_system, standardised.second_source_customer_id) is not null
                    and seconds.source_customer_id is null
                )
                then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers as firsts
        on
            standardised.first_source_system = firsts.source_system
            and standardised.first_source_customer_id = firsts.source_customer_id
    left join known_customers as seconds
        on
            standardised.second_source_system = seconds.source_system
            and standardised.second_source_customer_id = seconds.source_customer_id
)

select * from final
