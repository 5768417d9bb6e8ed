{{ config(materialized='view') }}

with policies as (
    select * from {{ ref('stg_policies__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        policy_id,
        source_customer_id,
        product_line,
        payment_mode,
        annual_premium,
        cast(started_at as date) as start_date,
        cast(ends_at as date) as end_date,
        policy_status,
        end_reason,
        cast(status_at as date) as status_date,
        updated_at,
        record_count
    from policies
)

select * from final
