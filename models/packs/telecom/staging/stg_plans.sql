{{ config(materialized='view') }}

with plans as (
    select * from {{ ref('stg_plans__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        plan_id,
        monthly_fee,
        included_minutes,
        included_data_mb,
        is_campus_plan,
        is_family_plan,
        updated_at,
        record_count
    from plans
)

select * from final
