-- Every base row, standardised, with the first reason why it is rejected, if any.
with appointments as (
    select * from {{ ref('base_appointments') }}
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
        {{ clean_text('appointment_id') }} as appointment_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        scheduled_at,
        booked_at,
        lower({{ clean_text('appointment_status') }}) as appointment_status,
        updated_at,
        unreadable_columns
    from appointments
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.appointment_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.scheduled_at is null then 'missing_date'
            when standardised.scheduled_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when standardised.booked_at > standardised.scheduled_at then 'ends_before_start'
            when
                standardised.appointment_status is null
                or standardised.appointment_status not in ('booked', 'attended', 'missed', 'cancelled')
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
    {{ redact('validated', 'appointments', 'appointment_id', [
        'source_customer_id', 'scheduled_at', 'booked_at', 'appointment_status', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'appointment_id', [
        'source_customer_id', 'scheduled_at', 'booked_at', 'appointment_status',
    ]) }}
)

select * from final
