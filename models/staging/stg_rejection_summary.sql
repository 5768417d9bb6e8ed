with rejected_records as (
    select * from {{ ref('stg_rejected_records') }}
),

remedies as (
    select * from {{ ref('rejection_remedies') }}
),

counted as (
    select
        source_system,
        entity,
        rejection_reason,
        record_date,
        count(*) as record_count
    from rejected_records
    group by source_system, entity, rejection_reason, record_date
),

final as (
    select
        counted.*,
        coalesce(remedies.name_zh, counted.rejection_reason) as name_zh,
        coalesce(remedies.name_en, counted.rejection_reason) as name_en,
        remedies.remedy_zh,
        remedies.remedy as remedy_en
    from counted
    left join remedies on counted.rejection_reason = remedies.rejection_reason
)

select * from final
