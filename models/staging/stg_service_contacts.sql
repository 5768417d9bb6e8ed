{{ config(materialized='view') }}

with service_contacts as (
    select * from {{ ref('stg_service_contacts__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        service_contact_id,
        source_customer_id,
        contacted_at,
        cast(contacted_at as date) as contacted_date,
        channel,
        updated_at,
        record_count
    from service_contacts
)

select * from final
