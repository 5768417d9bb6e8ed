-- Every base row, standardised, with the first reason why it is rejected, if any.
with standardised as (
    select * from {{ ref('stg_identity_decisions__standardised') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

-- a separation whose second record is erased still separates the first; the second is blanked
validated as (
    select
        standardised.source_system,
        standardised.identity_decision_id,
        standardised.decision,
        standardised.first_source_system,
        standardised.first_source_customer_id,
        case when erased_seconds.erasure_key is null then standardised.second_source_system end as second_source_system,
        case
            when erased_seconds.erasure_key is null then standardised.second_source_customer_id
        end as second_source_customer_id,
        standardised.decided_by,
        standardised.decided_at,
        standardised.updated_at,
        standardised.unreadable_columns,
        case
            when
                erased_firsts.erasure_key is not null
                or (standardised.decision = 'same' and erased_seconds.erasure_key is not null)
                then 'erased'
        end as redaction_reason,
        coalesce(
            standardised.fault,
            case
                when
                    firsts.source_customer_id is null
                    or (
                        coalesce(standardised.second_source_system, standardised.second_source_customer_id) is not null
                        and seconds.source_customer_id is null
                        and erased_seconds.erasure_key is null
                    )
                    then 'orphan'
            end
        ) as rejection_reason
    from standardised
    left join known_customers as firsts
        on
            standardised.first_source_system = firsts.source_system
            and standardised.first_source_customer_id = firsts.source_customer_id
    left join known_customers as seconds
        on
            standardised.second_source_system = seconds.source_system
            and standardised.second_source_customer_id = seconds.source_customer_id
    left join erased_customers as erased_firsts
        on
            {{ erasure_key(
                'customers', 'standardised', 'first_source_customer_id', unless='firsts.source_customer_id',
                system='first_source_system'
            ) }}
            = erased_firsts.erasure_key
    left join erased_customers as erased_seconds
        on
            {{ erasure_key(
                'customers', 'standardised', 'second_source_customer_id', unless='seconds.source_customer_id',
                system='second_source_system'
            ) }}
            = erased_seconds.erasure_key
),

cleaned as (
    {{ redact('validated', 'identity_decisions', 'identity_decision_id', [
        'decision', 'first_source_system', 'first_source_customer_id', 'second_source_system',
        'second_source_customer_id', 'decided_by', 'decided_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'identity_decision_id', [
        'decision', 'first_source_system', 'first_source_customer_id', 'second_source_system',
        'second_source_customer_id', 'decided_by', 'decided_at',
    ]) }}
)

select * from final
