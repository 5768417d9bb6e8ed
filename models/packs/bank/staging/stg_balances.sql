{{ config(materialized='view') }}

with balances as (
    select * from {{ ref('stg_balances__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        balance_id,
        source_customer_id,
        cast({{ dbt.date_trunc('month', 'month_at') }} as date) as month_start,
        average_assets,
        loan_amount,
        updated_at,
        record_count
    from balances
)

select * from final
