{{ config(materialized='view') }}

with consents as (
    select * from {{ ref('stg_consents__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        consent_key,
        consent_id,
        source_customer_id,
        purpose,
        decision,
        decided_at,
        updated_at,
        record_count
    from consents
)

select * from final
