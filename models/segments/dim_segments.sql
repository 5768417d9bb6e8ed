-- depends_on: {{ ref('customer_tags') }}
-- The segments of the seed, typed.
with segments as (
    {{ seed_rows('segments') }}
),

final as (
    select
        segment_code,
        name_zh,
        name_en,
        purpose,
        owner,
        status,
        {{ dbt.safe_cast('version', 'integer') }} as version,
        meaning_zh,
        meaning_en
    from segments
)

select * from final
