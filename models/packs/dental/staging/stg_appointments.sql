{{ config(materialized='view') }}

with appointments as (
    select * from {{ ref('stg_appointments__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        appointment_id,
        source_customer_id,
        cast(scheduled_at as date) as scheduled_date,
        cast(booked_at as date) as booked_date,
        appointment_status,
        updated_at,
        record_count
    from appointments
)

select * from final
