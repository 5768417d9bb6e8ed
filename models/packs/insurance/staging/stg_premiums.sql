{{ config(materialized='view') }}

with premiums as (
    select * from {{ ref('stg_premiums__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        premium_id,
        policy_id,
        premium_amount,
        cast(due_at as date) as due_date,
        cast(paid_at as date) as paid_date,
        updated_at,
        record_count
    from premiums
)

select * from final
