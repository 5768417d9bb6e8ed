with consents as (
    select * from {{ ref('stg_consents__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('consents', 'consent_id', [
        'source_customer_id', 'purpose', 'decision', 'decided_at',
    ]) }}
),

final as (
    select
        source_system,
        consent_id,
        source_customer_id,
        purpose,
        decision,
        decided_at,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
