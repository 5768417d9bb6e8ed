-- A request that cannot be followed means a person who is not erased.
{{ config(severity='warn', store_failures=true) }}

with requests as (
    select * from {{ ref('stg_erasure_requests') }}
),

records as (
    select * from {{ ref('stg_erasure__records') }}
),

final as (
    select
        source_system || ', entity erasure_requests: a request names no customer record (' || rejection_reason
        || '); fill in source_customer_id' as problem
    from {{ ref('stg_erasure_requests__validated') }}
    where rejection_reason is not null

    union all

    select
        requests.source_system || ', erasure request ' || requests.erasure_request_id || ': finds no customer record, '
        || 'so that it erases nobody; correct its id, unless the source has deleted the record already' as problem
    from requests
    left join records on requests.erasure_key = records.erasure_key
    left join records as records_by_lower_id on requests.lower_erasure_key = records_by_lower_id.lower_erasure_key
    where records.erasure_key is null and records_by_lower_id.erasure_key is null
)

select problem from final
