{{ config(materialized='view') }}

with campaign_assignments as (
    select * from {{ ref('stg_campaign_assignments__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        campaign_assignment_id,
        campaign_code,
        source_customer_id,
        arm,
        assigned_at,
        cast(assigned_at as date) as assigned_date,
        updated_at,
        record_count
    from campaign_assignments
)

select * from final
