{{ config(materialized='view') }}

with treatments as (
    select * from {{ ref('stg_treatments__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        treatment_id,
        source_customer_id,
        plan_id,
        treatment_kind,
        tooth,
        fee_amount,
        cast(planned_at as date) as planned_date,
        cast(treated_at as date) as treated_date,
        treatment_status,
        updated_at,
        record_count
    from treatments
)

select * from final
