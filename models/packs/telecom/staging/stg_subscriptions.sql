{{ config(materialized='view') }}

with subscriptions as (
    select * from {{ ref('stg_subscriptions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        subscription_id,
        source_customer_id,
        plan_id,
        branch_region_code,
        group_id,
        family_id,
        document_type,
        is_in_campus_network,
        cast(activated_at as date) as activated_date,
        subscription_status,
        cast(status_at as date) as status_date,
        updated_at,
        record_count
    from subscriptions
)

select * from final
