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
        records.created_on,
        coalesce(components.first_record_number, records.record_number) as person_number
    from records
    left join components on records.record_number = components.record_number
),

reached as (
    -- the named record, even if its own system has deleted it: other records may refer to it
    select
        erasure_key,
        source_system,
        erasure_request_id,
        requested_at
    from requests
    union distinct
    -- the other records of the same person
    select
        people.erasure_key,
        requests.source_system,
        requests.erasure_request_id,
        requests.requested_at
    from requests
    inner join people as named on requests.erasure_key = named.erasure_key
    inner join people on named.person_number = people.person_number
    where people.created_on is null or people.created_on <= cast(requests.requested_at as date)
),

ranked as (
    select
        *,
        row_number() over (
            partition by erasure_key
            order by requested_at, source_system, erasure_request_id
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
