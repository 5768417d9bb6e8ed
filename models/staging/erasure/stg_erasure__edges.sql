-- Which customer records are linked, by the rules of int_identity_edges, whatever the as-of date.
with records as (
    select
        record_number,
        source_system,
        erasure_key as source_customer_id,
        erasure_key as record_key,
        member_number
    from {{ ref('stg_erasure__records') }}
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
            else identifier_value
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
            and hashed_identifiers.source_customer_id = records.source_customer_id
),

ranked_identifiers as (
    {{ rank_versions('owned_identifiers', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at',
    ], any_time=true, with_reasons=false) }}
),

identifiers as (
    select * from ranked_identifiers
    where version_rank = 1
),

hashed_decisions as (
    select
        source_system,
        identity_decision_id,
        decision,
        first_source_system,
        {{ erasure_key(
            'customers', none, 'first_source_customer_id', system='first_source_system'
        ) }} as first_source_customer_id,
        second_source_system,
        coalesce(second_source_system, second_source_customer_id) is not null as has_second,
        {{ erasure_key(
            'customers', none, 'second_source_customer_id', system='second_source_system'
        ) }} as second_source_customer_id,
        decided_by,
        decided_at,
        updated_at
    from {{ ref('stg_identity_decisions__standardised') }}
    where fault is null and exists (select 1 from records)
),

owned_decisions as (
    select hashed_decisions.*
    from hashed_decisions
    inner join records as firsts
        on
            hashed_decisions.first_source_system = firsts.source_system
            and hashed_decisions.first_source_customer_id = firsts.source_customer_id
    left join records as seconds
        on
            hashed_decisions.second_source_system = seconds.source_system
            and hashed_decisions.second_source_customer_id = seconds.source_customer_id
    where seconds.record_number is not null or not hashed_decisions.has_second
),

ranked_decisions as (
    {{ rank_versions('owned_decisions', 'identity_decision_id', [
        'decision', 'first_source_system', 'first_source_customer_id', 'second_source_system',
        'second_source_customer_id', 'decided_by', 'decided_at',
    ], any_time=true, with_reasons=false) }}
),

decisions as (
    select * from ranked_decisions
    where version_rank = 1
),

{{ identity_edges() }}

select distinct
    record_number,
    linked_record_number
from final
