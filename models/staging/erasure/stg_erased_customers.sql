-- The customer records to leave out: all records of a person that existed on the day of the request. A person who
-- returns later, as a new record, is a new customer.
with requests as (
    select * from {{ ref('stg_erasure_requests') }}
),

records as (
    select * from {{ ref('stg_erasure__records') }}
),

components as (
    select * from {{ ref('stg_erasure__components') }}
),

people as (
    select
        records.erasure_key,
        records.lower_erasure_key,
        records.created_on,
        coalesce(components.first_record_number, records.record_number) as person_number
    from records
    left join components on records.record_number = components.record_number
),

-- the record that a request names; where no id is equal, those that differ in case only
named as (
    select
        requests.source_system,
        requests.erasure_request_id,
        requests.requested_at,
        people.erasure_key,
        people.person_number
    from requests
    inner join people on requests.erasure_key = people.erasure_key
    union all
    select
        requests.source_system,
        requests.erasure_request_id,
        requests.requested_at,
        people.erasure_key,
        people.person_number
    from requests
    inner join people on requests.lower_erasure_key = people.lower_erasure_key
    left join people as equals on requests.erasure_key = equals.erasure_key
    where equals.erasure_key is null
),

reached as (
    -- even if its own system has deleted it: other records may refer to it
    select
        erasure_key,
        source_system,
        erasure_request_id,
        requested_at
    from requests
    union distinct
    select
        erasure_key,
        source_system,
        erasure_request_id,
        requested_at
    from named
    union distinct
    -- the other records of the same person; a request without a day reaches all
    select
        people.erasure_key,
        named.source_system,
        named.erasure_request_id,
        named.requested_at
    from named
    inner join people on named.person_number = people.person_number
    where
        people.created_on is null
        or named.requested_at is null
        or people.created_on <= cast(named.requested_at as date)
),

ranked as (
    select
        *,
        row_number() over (
            partition by erasure_key
            order by requested_at asc nulls first, source_system asc, erasure_request_id asc
        ) as request_rank
    from reached
),

final as (
    select
        ranked.erasure_key,
        ranked.source_system as request_source_system,
        ranked.erasure_request_id,
        records.record_number is not null as is_in_sources
    from ranked
    left join records on ranked.erasure_key = records.erasure_key
    where ranked.request_rank = 1
)

select * from final
