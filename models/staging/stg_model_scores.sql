with model_scores as (
    select * from {{ ref('stg_model_scores__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('model_scores', 'model_score_id', [
        'source_customer_id', 'score_name', 'score', 'model_version', 'scored_at',
    ]) }}
),

final as (
    select
        source_system,
        model_score_id,
        source_customer_id,
        score_name,
        score,
        model_version,
        scored_at,
        cast(scored_at as date) as scored_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
