{{ config(materialized='view') }}

with tag_reviews as (
    select * from {{ ref('stg_tag_reviews__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        tag_review_id,
        customer_source_system,
        source_customer_id,
        tag_code,
        cast(definition_version as int) as definition_version,
        tag_value,
        verdict,
        correct_value,
        reviewed_by,
        reviewed_at,
        cast(reviewed_at as date) as reviewed_date,
        updated_at,
        record_count
    from tag_reviews
)

select * from final
