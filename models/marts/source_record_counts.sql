-- Written last: the next build compares its rows with those of the last complete one (test loses_no_rows).
-- depends_on: {{ ref('customer_erasures') }}
-- depends_on: {{ ref('customer_permissions') }}
-- depends_on: {{ ref('dim_tags') }}
-- depends_on: {{ ref('dim_tag_values') }}
with final as (
    select
        source_system,
        entity,
        base_count,
        clean_count,
        duplicate_count,
        conflict_count,
        redacted_count,
        rejected_count,
        {{ as_of_date() }} as as_of_date
    from {{ ref('stg_record_counts') }}
)

select * from final
