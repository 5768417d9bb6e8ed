-- What destinations reported to hold, beside what they should have held when they reported.
with reports as (
    select
        *,
        row_number() over (
            partition by destination, key
            order by reported_sequence desc nulls first, updated_at desc nulls last, source_system asc
        ) as report_rank
    from {{ ref('stg_cdp_reported_profiles') }}
),

held as (
    select * from reports
    where report_rank = 1
),

-- a destination that does not say how far it had come is compared with what it should hold now
reported as (
    select
        destination,
        max(coalesce(reported_sequence, 9223372036854775807)) as last_sequence
    from held
    group by destination
),

sent as (
    select
        changes.*,
        row_number() over (
            partition by changes.destination, changes.key order by changes.sequence desc
        ) as key_rank
    from {{ ref('cdp_profile_changes') }} as changes
    inner join reported
        on
            changes.destination = reported.destination
            and changes.sequence <= reported.last_sequence
),

expected as (
    select * from sent
    where key_rank = 1 and operation = 'upsert'
),

final as (
    select
        coalesce(expected.destination, held.destination) as destination,
        coalesce(expected.key, held.key) as key,
        case
            when held.key is null then 'missing'
            when expected.key is null then 'surplus'
            when held.payload_hash = expected.payload_hash then 'equal'
            else 'stale'
        end as status,
        expected.payload_hash as expected_hash,
        held.payload_hash as reported_hash,
        expected.sequence as expected_sequence,
        held.reported_sequence
    from expected
    full outer join held
        on
            expected.destination = held.destination
            and expected.key = held.key
)

select * from final
