-- Every base row, with the reason why it is rejected, if any: only a request that names nobody cannot be followed. The
-- id of the customer record is kept as a keyed hash.
with erasure_requests as (
    select * from {{ ref('base_erasure_requests') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('erasure_request_id') }} as erasure_request_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        -- a day that cannot be right is unknown
        case
            when requested_at >= cast('{{ var('earliest_plausible_date') }}' as date) then requested_at
        end as requested_at,
        updated_at,
        unreadable_columns
    from erasure_requests
),

keyed as (
    select
        *,
        {{ erasure_key('customers', none, 'source_customer_id') }} as erasure_key,
        {{ erasure_key('customers', none, 'lower(source_customer_id)') }} as lower_erasure_key
    from standardised
),

cleaned as (
    select
        source_system,
        coalesce(erasure_request_id, 'without id: ' || left(erasure_key, 16)) as erasure_request_id,
        erasure_key,
        lower_erasure_key,
        -- rows without updated_at are no versions of each other: one id may stand for several people
        case
            when erasure_request_id is not null and updated_at is not null then erasure_request_id
            else
                coalesce(erasure_request_id, 'without id') || '/' || coalesce(erasure_key, '') || '/'
                || coalesce(cast(requested_at as {{ dbt.type_string() }}), '')
        end as request_key,
        requested_at,
        updated_at,
        unreadable_columns,
        case when source_customer_id is null then 'missing_key' end as rejection_reason
    from keyed
),

final as (
    {{ rank_versions('cleaned', 'request_key', ['requested_at', 'erasure_key'], any_time=true) }}
)

select * from final
