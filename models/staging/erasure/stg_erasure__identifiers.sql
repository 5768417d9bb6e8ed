-- The identifiers of customer records of any time, as keyed hashes. A table: Spark would plan it once for each of the
-- rules that link by it.
with records as (
    select * from {{ ref('stg_erasure__records') }}
),

hashed_identifiers as (
    select
        source_system,
        customer_identifier_id,
        {{ erasure_key('customers', none, 'source_customer_id') }} as source_customer_id,
        identifier_type,
        case identifier_type
            when 'system_id' then {{ erasure_hash("'customers ' || identifier_value") }}
            when 'member_number' then {{ erasure_hash("'member_number ' || identifier_value") }}
            else {{ erasure_hash("identifier_type || ' ' || identifier_value") }}
        end as identifier_value,
        first_seen_at,
        updated_at
    from {{ ref('stg_customer_identifiers__standardised') }}
    where fault is null and exists (select 1 from records)
),

owned_identifiers as (
    select hashed_identifiers.*
    from hashed_identifiers
    inner join records
        on
            hashed_identifiers.source_system = records.source_system
            and hashed_identifiers.source_customer_id = records.erasure_key
),

ranked_identifiers as (
    {{ rank_versions('owned_identifiers', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at',
    ], any_time=true, with_reasons=false) }}
),

-- without the id of the identifier, which is a value of the person, too
final as (
    select distinct
        source_system,
        source_customer_id,
        identifier_type,
        identifier_value
    from ranked_identifiers
    where version_rank = 1
)

select * from final
