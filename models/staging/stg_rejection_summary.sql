with rejected_records as (
    select * from {{ ref('stg_rejected_records') }}
),

final as (
    select
        source_system,
        entity,
        rejection_reason,
        record_date,
        count(*) as record_count
    from rejected_records
    group by source_system, entity, rejection_reason, record_date
)

select * from final
