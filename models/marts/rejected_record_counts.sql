-- How many records of each source were left out, why, and what to do about it: counts only.
-- depends_on: {{ ref('customer_tags') }}
with summary as (
    select * from {{ ref('stg_rejection_summary') }}
),

remedies as (
    select * from {{ ref('rejection_remedies') }}
),

final as (
    select
        summary.source_system,
        summary.entity,
        summary.rejection_reason,
        coalesce(remedies.name_zh, summary.rejection_reason) as name_zh,
        coalesce(remedies.name_en, summary.rejection_reason) as name_en,
        remedies.remedy_zh,
        remedies.remedy as remedy_en,
        cast(sum(summary.record_count) as {{ dbt.type_bigint() }}) as record_count,
        min(summary.record_date) as first_date,
        max(summary.record_date) as last_date,
        {{ as_of_date() }} as as_of_date
    from summary
    left join remedies on summary.rejection_reason = remedies.rejection_reason
    group by
        summary.source_system, summary.entity, summary.rejection_reason, remedies.name_zh, remedies.name_en,
        remedies.remedy_zh, remedies.remedy
)

select * from final
