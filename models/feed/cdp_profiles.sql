{{ config(materialized='view') }}

-- What each destination should hold, and should have held: periods of equal payloads.
with changes as (
    select * from {{ ref('cdp_profile_changes') }}
    where operation = 'delete' or payload_hash is distinct from previous_hash
),

periods as (
    select
        *,
        lead(as_of_date) over (partition by destination, key order by sequence) as next_date
    from changes
),

final as (
    select
        destination,
        key,
        purpose,
        contract_version,
        payload,
        payload_hash,
        as_of_date as valid_from,
        coalesce(next_date, cast('9999-12-31' as date)) as valid_to
    from periods
    where operation = 'upsert' and (next_date is null or next_date > as_of_date)
)

select * from final
