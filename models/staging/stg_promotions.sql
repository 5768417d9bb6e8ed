with promotions as (
    select * from {{ ref('stg_promotions__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('promotions', 'promotion_id', ['promotion_type', 'promotion_name', 'start_date', 'end_date']) }}
),

final as (
    select
        source_system,
        promotion_id,
        promotion_name,
        promotion_type,
        start_date,
        end_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
