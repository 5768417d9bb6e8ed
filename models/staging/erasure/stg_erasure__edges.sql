-- Which customer records are linked, by the rules of int_identity_edges and all that is known of any time.
with records as (
    select
        record_number,
        source_system,
        erasure_key as source_customer_id,
        erasure_key as record_key,
        member_number
    from {{ ref('stg_erasure__records') }}
),

standardised_identifiers as (
    select * from {{ ref('stg_customer_identifiers__standardised') }}
    where fault is null and exists (select 1 from records)
),

ranked_identifiers as (
    {{ rank_versions('standardised_identifiers', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at',
    ], any_time=true) }}
),

identifiers as (
    select
        source_system,
        {{ erasure_key('customers', 'ranked_identifiers', 'source_customer_id') }} as source_customer_id,
        identifier_type,
        case identifier_type
            when 'system_id' then {{ erasure_hash("'customers ' || identifier_value") }}
            when 'member_number' then {{ erasure_hash("'member_number ' || identifier_value") }}
            else identifier_value
        end as identifier_value
    from ranked_identifiers
    where version_rank = 1
),

standardised_decisions as (
    select * from {{ ref('stg_identity_decisions__standardised') }}
    where fault is null and exists (select 1 from records)
),

ranked_decisions as (
    {{ rank_versions('standardised_decisions', 'identity_decision_id', [
        'decision', 'first_source_system', 'first_source_customer_id', 'second_source_system',
        'second_source_customer_id', 'decided_by', 'decided_at',
    ], any_time=true) }}
),

decisions as (
    select
        identity_decision_id,
        decision,
        first_source_system,
        {{ erasure_key(
            'customers', 'ranked_decisions', 'first_source_customer_id', system='first_source_system'
        ) }} as first_source_customer_id,
        second_source_system,
        {{ erasure_key(
            'customers', 'ranked_decisions', 'second_source_customer_id', system='second_source_system'
        ) }} as second_source_customer_id
    from ranked_decisions
    where version_rank = 1
),

{{ identity_edges() }}

select distinct
    record_number,
    linked_record_number
from final
