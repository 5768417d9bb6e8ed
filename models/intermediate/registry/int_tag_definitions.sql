-- The tag catalogue: one row per tag, as in the seed, typed. Seeds load as text; the registry tests validate them
-- before anything downstream is built.
with definitions as (
    {{ seed_rows('tag_definitions') }}
),

numbers as (
    select
        tag_code,
        parameter,
        {{ dbt.safe_cast('value', 'numeric(18, 6)') }} as number
    from ({{ seed_rows('tag_parameters') }}) as tag_parameters
),

-- parameters that any tag may have
parameters as (
    select
        {%- for parameter in parameters_of_any_tag() %}
        max(case when parameter = '{{ parameter }}' then number end) as {{ parameter }},
        {%- endfor %}
        tag_code
    from numbers
    group by tag_code
),

final as (
    select
        definitions.tag_code,
        definitions.name_zh,
        definitions.name_en,
        definitions.dimension,
        definitions.theme,
        definitions.theme_zh,
        definitions.feature,
        definitions.period,
        definitions.period_zh,
        definitions.kind,
        definitions.metric,
        definitions.unit,
        definitions.source,
        definitions.refresh,
        definitions.owner,
        definitions.sensitivity,
        definitions.cardinality,
        definitions.status,
        {{ dbt.safe_cast('definitions.version', 'integer') }} as version,
        definitions.values_from,
        definitions.meaning_zh,
        definitions.meaning_en,
        definitions.used_for_zh,
        definitions.used_for_en,
        cast(parameters.down_after as integer) as down_after,
        cast(coalesce(parameters.manual_rank, 1) as integer) as manual_rank,
        cast(coalesce(parameters.imported_rank, 2) as integer) as imported_rank,
        cast(coalesce(parameters.computed_rank, 3) as integer) as computed_rank,
        definitions.pack,
        definitions.overridden_by
    from definitions
    left join parameters on definitions.tag_code = parameters.tag_code
)

select * from final
