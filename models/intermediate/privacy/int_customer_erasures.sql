-- What was done for each request to be erased that names a customer record of the sources.
with requests as (
    select * from {{ ref('stg_erasure_requests') }}
),

records as (
    select * from {{ ref('stg_erasure__records') }}
),

found as (
    select
        requests.source_system,
        requests.erasure_request_id
    from requests
    inner join records on requests.erasure_key = records.erasure_key
    union distinct
    select
        requests.source_system,
        requests.erasure_request_id
    from requests
    inner join records on requests.lower_erasure_key = records.lower_erasure_key
),

erased_customers as (
    select
        request_source_system,
        erasure_request_id,
        count(*) as customer_record_count
    from {{ ref('stg_erased_customers') }}
    where is_in_sources
    group by request_source_system, erasure_request_id
),

-- one id may stand for requests of several people
final as (
    select
        requests.source_system,
        requests.erasure_request_id,
        cast(min(requests.requested_at) as date) as requested_on,
        coalesce(max(erased_customers.customer_record_count), 0) as customer_record_count
    from requests
    inner join found
        on
            requests.source_system = found.source_system
            and requests.erasure_request_id = found.erasure_request_id
    left join erased_customers
        on
            requests.source_system = erased_customers.request_source_system
            and requests.erasure_request_id = erased_customers.erasure_request_id
    group by requests.source_system, requests.erasure_request_id
)

select * from final
