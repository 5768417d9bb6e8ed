with memberships as (
    select * from {{ ref('stg_memberships__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('memberships', 'membership_id', [
        'source_customer_id', 'membership_level', 'joined_at', 'ended_at',
    ]) }}
),

final as (
    select
        source_system,
        membership_id,
        source_customer_id,
        membership_level,
        cast(joined_at as date) as joined_date,
        cast(ended_at as date) as ended_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
