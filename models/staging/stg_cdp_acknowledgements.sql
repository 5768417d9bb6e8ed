{{ config(materialized='view') }}

with acknowledgements as (
    select * from {{ ref('stg_cdp_acknowledgements__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        acknowledgement_id,
        destination,
        cast(sequence as {{ dbt.type_bigint() }}) as sequence,
        status,
        error,
        acknowledged_at,
        record_count
    from acknowledgements
)

select * from final
