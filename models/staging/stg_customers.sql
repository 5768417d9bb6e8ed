{{ config(materialized='view') }}

with customers as (
    select * from {{ ref('stg_customers__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        source_customer_id,
        member_number,
        customer_type,
        gender,
        birth_date,
        age_lower,
        age_upper,
        acquisition_source,
        occupation,
        industry,
        employee_count,
        decision_role,
        province,
        city,
        macro_region,
        resident_id_gender,
        resident_id_birth_date,
        resident_id_province,
        resident_id_city,
        resident_id_macro_region,
        created_at,
        updated_at,
        record_count
    from customers
)

select * from final
