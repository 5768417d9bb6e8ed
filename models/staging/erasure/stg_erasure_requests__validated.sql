-- Every base row, with the first reason why it is rejected, if any. The id of the customer record is kept as a keyed
-- hash.
with erasure_requests as (
    select * from {{ ref('base_erasure_requests') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('erasure_request_id') }} as erasure_request_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        requested_at,
        updated_at,
        unreadable_columns
    from erasure_requests
),

cleaned as (
    select
        source_system,
        erasure_request_id,
        {{ erasure_key('customers', none, 'source_customer_id') }} as erasure_key,
        requested_at,
        updated_at,
        unreadable_columns,
        case
            when erasure_request_id is null or source_customer_id is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when requested_at is null then 'missing_date'
            when requested_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'erasure_request_id', ['requested_at', 'erasure_key'], any_time=true) }}
)

select * from final
