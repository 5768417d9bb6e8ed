-- How many records of each source were left out, why, and what to do about it: counts only.
-- depends_on: {{ ref('customer_tags') }}
with summary as (
    select * from {{ ref('stg_rejection_summary') }}
),

final as (
    select
        source_system,
        entity,
        rejection_reason,
        name_zh,
        name_en,
        remedy_zh,
        remedy_en,
        cast(sum(record_count) as {{ dbt.type_bigint() }}) as record_count,
        min(record_date) as first_date,
        max(record_date) as last_date,
        {{ as_of_date() }} as as_of_date
    from summary
    group by source_system, entity, rejection_reason, name_zh, name_en, remedy_zh, remedy_en
)

select * from final
