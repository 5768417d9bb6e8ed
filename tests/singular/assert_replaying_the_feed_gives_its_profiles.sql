-- Whoever applies all changes in order holds what cdp_profiles says.
with ranked as (
    select
        *,
        row_number() over (partition by destination, key order by sequence desc) as key_rank
    from {{ ref('cdp_profile_changes') }}
),

replayed as (
    select * from ranked
    where key_rank = 1 and operation = 'upsert'
),

profiles as (
    select * from {{ ref('cdp_profiles') }}
    where valid_to = cast('9999-12-31' as date)
)

select
    coalesce(replayed.destination, profiles.destination) as destination,
    coalesce(replayed.key, profiles.key) as key
from replayed
full outer join profiles on replayed.destination = profiles.destination and replayed.key = profiles.key
where
    replayed.key is null
    or profiles.key is null
    or replayed.payload <> profiles.payload
    or replayed.payload_hash <> profiles.payload_hash
