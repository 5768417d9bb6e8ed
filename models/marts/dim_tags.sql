-- depends_on: {{ ref('customer_tags') }}
with definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

final as (
    select
        tag_code,

        -- names and meaning, in Chinese and English
        name_zh,
        name_en,
        meaning_zh,
        meaning_en,
        used_for_zh,
        used_for_en,

        -- place in the catalogue
        dimension,
        theme,
        theme_zh,
        feature,
        period,
        period_zh,
        kind,
        cardinality,

        -- how it is computed
        metric,
        unit,
        source,
        refresh,
        values_from,

        -- governance
        owner,
        sensitivity,
        status,
        version,
        overridden_by
    from definitions
)

select * from final
