{{ config(materialized='view') }}

with manual_tags as (
    select * from {{ ref('stg_manual_tags__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        manual_tag_id,
        source_customer_id,
        tag_code,
        tag_value,
        operation,
        origin,
        set_by,
        reason,
        set_at,
        cast(set_at as date) as set_date,
        valid_until,
        updated_at,
        record_count
    from manual_tags
)

select * from final
