{{ config(materialized='view') }}

with opportunities as (
    select * from {{ ref('stg_opportunities__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        sales_record_id,
        opportunity_id,
        source_customer_id,
        contacted_at,
        cast(contacted_at as date) as contacted_date,
        sales_stage,
        win_probability,
        updated_at,
        record_count
    from opportunities
)

select * from final
