{{ config(materialized='view') }}

with customer_identifiers as (
    select * from {{ ref('stg_customer_identifiers__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        customer_identifier_id,
        source_customer_id,
        identifier_type,
        identifier_value,
        first_seen_at,
        updated_at,
        record_count
    from customer_identifiers
)

select * from final
