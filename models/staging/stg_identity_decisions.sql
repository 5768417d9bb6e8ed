{{ config(materialized='view') }}

with identity_decisions as (
    select * from {{ ref('stg_identity_decisions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        identity_decision_id,
        decision,
        first_source_system,
        first_source_customer_id,
        second_source_system,
        second_source_customer_id,
        decided_by,
        decided_at,
        updated_at,
        record_count
    from identity_decisions
)

select * from final
