-- Requests count from when they are known, also for earlier as-of dates: who is erased does not come back in a replay.
with erasure_requests as (
    select * from {{ ref('stg_erasure_requests__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('erasure_requests', 'erasure_request_id', ['requested_at', 'erasure_key'], any_time=true) }}
),

final as (
    select
        source_system,
        erasure_request_id,
        erasure_key,
        requested_at,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
