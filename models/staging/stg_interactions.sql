{{ config(materialized='view') }}

with interactions as (
    select * from {{ ref('stg_interactions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        interaction_id,
        source_customer_id,
        occurred_at,
        cast(occurred_at as date) as occurred_date,
        interaction_type,
        channel,
        product_id,
        campaign_id,
        send_id,
        updated_at,
        record_count
    from interactions
)

select * from final
