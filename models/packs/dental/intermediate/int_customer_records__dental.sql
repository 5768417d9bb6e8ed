-- Days on which something happened to a patient, for the causes of changes. Grain: one row per event.
with links as (
    select * from {{ ref('int_customer_links') }}
),

events as (
    select
        source_system,
        source_customer_id,
        coalesce(booked_date, scheduled_date) as record_date,
        1 as number
    from {{ ref('stg_appointments') }}
    union all
    select
        source_system,
        source_customer_id,
        scheduled_date as record_date,
        case appointment_status when 'attended' then 3 when 'missed' then 2 else 1 end as number
    from {{ ref('stg_appointments') }}
    union all
    select
        source_system,
        source_customer_id,
        planned_date as record_date,
        1 as number
    from {{ ref('stg_treatments') }}
    where planned_date is not null
    union all
    select
        source_system,
        source_customer_id,
        treated_date as record_date,
        coalesce(fee_amount, 0) as number
    from {{ ref('stg_treatments') }}
    where treated_date is not null
),

final as (
    select
        links.customer_id,
        events.record_date,
        events.number
    from events
    inner join links
        on
            events.source_system = links.source_system
            and events.source_customer_id = links.source_customer_id
)

select * from final
