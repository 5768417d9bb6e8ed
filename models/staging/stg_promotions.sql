{{ config(materialized='view') }}

with promotions as (
    select * from {{ ref('stg_promotions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        promotion_id,
        promotion_name,
        promotion_type,
        start_date,
        end_date,
        updated_at,
        record_count
    from promotions
)

select * from final
