{{ config(materialized='view') }}

with memberships as (
    select * from {{ ref('stg_memberships__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        membership_id,
        source_customer_id,
        membership_level,
        cast(joined_at as date) as joined_date,
        cast(ended_at as date) as ended_date,
        updated_at,
        record_count
    from memberships
)

select * from final
