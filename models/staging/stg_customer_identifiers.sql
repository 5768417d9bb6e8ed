with customer_identifiers as (
    select * from {{ ref('stg_customer_identifiers__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('customer_identifiers', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at',
    ]) }}
),

final as (
    select
        source_system,
        customer_identifier_id,
        source_customer_id,
        identifier_type,
        identifier_value,
        first_seen_at,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
