{{ config(materialized='view') }}

with model_scores as (
    select * from {{ ref('stg_model_scores__validated') }}
    where version_rank = 1
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
    from model_scores
)

select * from final
