{{ config(materialized='view') }}

-- Requests apply as soon as they are known, also to earlier as-of dates: erased people do not come back in a replay.
with erasure_requests as (
    select * from {{ ref('stg_erasure_requests__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        request_key,
        erasure_request_id,
        erasure_key,
        lower_erasure_key,
        requested_at,
        updated_at,
        record_count
    from erasure_requests
)

select * from final
