{{ config(materialized='view') }}

-- Every base row, standardised, with what is wrong in the row itself. A view, so that the ids of erased people's
-- records are not stored.
with identity_decisions as (
    select * from {{ ref('base_identity_decisions') }}
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
        *,
        case
            when
                identity_decision_id is null
                or first_source_system is null
                or first_source_customer_id is null
                or (
                    decision = 'same'
                    and (
                        second_source_system is null
                        or second_source_customer_id is null
                    )
                )
                then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when decided_at is null then 'missing_date'
            when decided_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                decision is null
                or decision not in ('same', 'separate')
                then 'unknown_type'
            when not {{ is_author_id('decided_by') }} then 'missing_author'
        end as fault
    from standardised
)

select * from final
