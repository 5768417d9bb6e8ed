-- depends_on: {{ ref('stg_rejected_records') }}
-- depends_on: {{ ref('stg_rejected_values') }}
-- depends_on: {{ ref('int_customer_attribute_values') }}
-- What was done for each request to be erased.
with requests as (
    select * from {{ ref('stg_erasure_requests') }}
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

final as (
    select
        requests.source_system,
        requests.erasure_request_id,
        cast(requests.requested_at as date) as requested_on,
        coalesce(erased_customers.customer_record_count, 0) as customer_record_count
    from requests
    left join erased_customers
        on
            requests.source_system = erased_customers.request_source_system
            and requests.erasure_request_id = erased_customers.erasure_request_id
)

select * from final
