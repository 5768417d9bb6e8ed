-- depends_on: {{ ref('customer_tags') }}
-- The campaigns of the seed, typed.
with campaigns as (
    {{ seed_rows('campaigns') }}
),

final as (
    select
        campaign_code,
        name_zh,
        name_en,
        segment_code,
        {{ dbt.safe_cast('start_date', 'date') }} as start_date,
        {{ dbt.safe_cast('end_date', 'date') }} as end_date,
        {{ dbt.safe_cast('holdout_share', 'numeric(24, 6)') }} as holdout_share,
        salt,
        {{ dbt.safe_cast('outcome_days', 'integer') }} as outcome_days,
        owner,
        status,
        meaning_zh,
        meaning_en
    from campaigns
)

select * from final
