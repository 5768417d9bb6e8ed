-- Every base row, standardised, with the first reason why it is rejected, if any.
with treatments as (
    select * from {{ ref('base_treatments') }}
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
        {{ clean_text('treatment_id') }} as treatment_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        {{ clean_text('plan_id') }} as plan_id,
        lower({{ clean_text('treatment_kind') }}) as treatment_kind,
        {{ clean_text('tooth') }} as tooth,
        fee_amount,
        planned_at,
        treated_at,
        lower({{ clean_text('treatment_status') }}) as treatment_status,
        updated_at,
        unreadable_columns
    from treatments
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.treatment_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            -- what was done was done on some day, what is open was planned on one
            when standardised.treatment_status = 'done' and standardised.treated_at is null then 'missing_date'
            when standardised.treatment_status = 'open' and standardised.planned_at is null then 'missing_date'
            when
                standardised.treated_at < cast('{{ var('earliest_plausible_date') }}' as date)
                or standardised.planned_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when cast(standardised.treated_at as date) < cast(standardised.planned_at as date) then 'ends_before_start'
            when standardised.fee_amount < 0 then 'negative_amount'
            when
                standardised.treatment_kind is null
                or standardised.treatment_kind not in (
                    'checkup', 'hygiene', 'restoration', 'endodontics', 'extraction', 'orthodontics', 'implant',
                    'prosthesis', 'other'
                )
                then 'unknown_type'
            when
                standardised.treatment_status is null
                or standardised.treatment_status not in ('open', 'done', 'cancelled')
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
    {{ redact('validated', 'treatments', 'treatment_id', [
        'source_customer_id', 'plan_id', 'treatment_kind', 'tooth', 'fee_amount', 'planned_at', 'treated_at',
        'treatment_status', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'treatment_id', [
        'source_customer_id', 'plan_id', 'treatment_kind', 'tooth', 'fee_amount', 'planned_at', 'treated_at',
        'treatment_status',
    ]) }}
)

select * from final
