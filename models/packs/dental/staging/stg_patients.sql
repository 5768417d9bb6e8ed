{{ config(materialized='view') }}

with patients as (
    select * from {{ ref('stg_patients__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        source_customer_id,
        recall_months,
        family_id,
        family_role,
        updated_at,
        record_count
    from patients
)

select * from final
