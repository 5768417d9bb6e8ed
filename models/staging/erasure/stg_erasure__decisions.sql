-- Which customer records people said are the same, or are not, of any time, as keyed hashes.
with records as (
    select * from {{ ref('stg_erasure__records') }}
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
            and hashed_decisions.first_source_customer_id = firsts.erasure_key
    left join records as seconds
        on
            hashed_decisions.second_source_system = seconds.source_system
            and hashed_decisions.second_source_customer_id = seconds.erasure_key
    where seconds.record_number is not null or not hashed_decisions.has_second
),

ranked_decisions as (
    {{ rank_versions('owned_decisions', 'identity_decision_id', [
        'decision', 'first_source_system', 'first_source_customer_id', 'second_source_system',
        'second_source_customer_id', 'decided_by', 'decided_at',
    ], any_time=true, with_reasons=false) }}
),

final as (
    select
        source_system,
        {{ erasure_hash("'identity_decisions ' || identity_decision_id") }} as identity_decision_id,
        decision,
        first_source_system,
        first_source_customer_id,
        second_source_system,
        second_source_customer_id,
        decided_at
    from ranked_decisions
    where version_rank = 1
)

select * from final
