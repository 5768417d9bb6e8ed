-- When a customer came last, and is to come next, by appointments and treatments. An appointment of today counts as the
-- next one until somebody notes that the patient came.
with appointments as (
    select * from {{ ref('stg_appointments') }}
    where appointment_status <> 'cancelled' and (booked_date is null or booked_date <= {{ as_of_date() }})
),

links as (
    select * from {{ ref('int_customer_links') }}
),

visits as (
    select
        links.customer_id,
        case
            when appointments.appointment_status = 'attended' and appointments.scheduled_date <= {{ as_of_date() }}
                then appointments.scheduled_date
        end as visit_date,
        case
            when
                appointments.scheduled_date > {{ as_of_date() }}
                or (appointments.scheduled_date = {{ as_of_date() }} and appointments.appointment_status = 'booked')
                then appointments.scheduled_date
        end as next_date
    from appointments
    inner join links
        on
            appointments.source_system = links.source_system
            and appointments.source_customer_id = links.source_customer_id
    union all
    select
        customer_id,
        treated_date as visit_date,
        cast(null as date) as next_date
    from {{ ref('int_treatments') }}
    where is_done
),

final as (
    select
        customer_id,
        max(visit_date) as last_visit_date,
        min(next_date) as next_appointment_date
    from visits
    group by customer_id
)

select * from final
