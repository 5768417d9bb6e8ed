with service_contacts as (
    select * from {{ ref('stg_service_contacts__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('service_contacts', 'service_contact_id', ['source_customer_id', 'contacted_at', 'channel']) }}
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
    from ranked
    where version_rank = 1
)

select * from final
