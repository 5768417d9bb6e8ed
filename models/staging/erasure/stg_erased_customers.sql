-- The customer records to leave out: all of a person that existed on the day of the request. Who comes back later, as
-- a new record, is a new customer.
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
    select
        people.erasure_key,
        requests.source_system as request_source_system,
        requests.erasure_request_id,
        true as is_in_sources,
        row_number() over (
            partition by people.erasure_key
            order by requests.requested_at, requests.source_system, requests.erasure_request_id
        ) as request_rank
    from requests
    inner join people as named on requests.erasure_key = named.erasure_key
    inner join people on named.person_number = people.person_number
    where
        people.created_on is null
        or people.created_on <= cast(requests.requested_at as date)
        or people.erasure_key = named.erasure_key
),

-- what names a record that its own system has deleted is erased, too
named_only as (
    select
        requests.erasure_key,
        requests.source_system as request_source_system,
        requests.erasure_request_id,
        false as is_in_sources,
        row_number() over (
            partition by requests.erasure_key
            order by requests.requested_at, requests.source_system, requests.erasure_request_id
        ) as request_rank
    from requests
    left join records on requests.erasure_key = records.erasure_key
    where records.erasure_key is null
),

every_record as (
    select * from reached
    union all
    select * from named_only
),

final as (
    select
        erasure_key,
        request_source_system,
        erasure_request_id,
        is_in_sources
    from every_record
    where request_rank = 1
)

select * from final
