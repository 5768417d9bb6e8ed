-- The tag catalogue: one row per tag, as in the seed, typed. Seeds load as text; the registry tests validate them
-- before anything downstream is built.
with definitions as (
    {{ seed_rows('tag_definitions') }}
),

final as (
    select
        tag_code,
        name_zh,
        name_en,
        dimension,
        theme,
        theme_zh,
        feature,
        period,
        period_zh,
        kind,
        metric,
        unit,
        source,
        refresh,
        owner,
        sensitivity,
        cardinality,
        status,
        {{ dbt.safe_cast('version', 'integer') }} as version,
        values_from,
        meaning_zh,
        meaning_en,
        used_for_zh,
        used_for_en,
        overridden_by
    from definitions
)

select * from final
