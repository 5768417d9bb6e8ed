-- depends_on: {{ ref('customer_tags') }}
{%- set columns = [
    'tag_code', 'name_zh', 'name_en', 'meaning_zh', 'meaning_en', 'used_for_zh', 'used_for_en', 'dimension', 'theme',
    'theme_zh', 'feature', 'period', 'period_zh', 'kind', 'cardinality', 'metric', 'unit', 'source', 'refresh',
    'values_from', 'down_after', 'manual_rank', 'imported_rank', 'computed_rank', 'owner', 'sensitivity', 'version',
    'overridden_by', 'pack',
] %}
with catalogue as (
    select * from {{ ref('int_tag_definitions') }}
),

-- what the catalogue does not have any more, such as the tags of a pack that was switched off, as it was last
former as (
    select
        states.*,
        row_number() over (partition by states.tag_code order by states.valid_from desc, states.tag_value asc) as place
    from {{ ref('tag_version_states') }} as states
    left join catalogue on states.tag_code = catalogue.tag_code
    where catalogue.tag_code is null
),

definitions as (
    select
        {{ columns | join(',\n        ') }},
        status
    from catalogue
    union all
    select
        {{ columns | join(',\n        ') }},
        'retired' as status
    from former
    where place = 1
),

refreshes as (
    {%- for refresh in ['daily', 'weekly', 'monthly'] %}
    {%- set days = refresh_days(refresh) %}
    select
        '{{ refresh }}' as refresh, -- noqa: RF04
        cast('{{ days.last }}' as date) as last_date,
        cast('{{ days.next }}' as date) as next_date
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

versions as (
    select
        tag_code,
        {{ 'max(valid_from)' if publishes_history() else as_of_date() }} as published_on
    from {{ ref('tag_version_states') if publishes_history() else 'definitions' }}
    group by tag_code
),

approvals as (
    select * from {{ ref('int_tag_approvals') }}
),

final as (
    select
        definitions.tag_code,

        -- names and meaning, in Chinese and English
        definitions.name_zh,
        definitions.name_en,
        definitions.meaning_zh,
        definitions.meaning_en,
        definitions.used_for_zh,
        definitions.used_for_en,

        -- place in the catalogue
        definitions.dimension,
        definitions.theme,
        definitions.theme_zh,
        definitions.feature,
        definitions.period,
        definitions.period_zh,
        definitions.kind,
        definitions.cardinality,

        -- how it is computed
        definitions.metric,
        definitions.unit,
        definitions.source,
        definitions.refresh,
        definitions.values_from,
        definitions.down_after,
        definitions.manual_rank,
        definitions.imported_rank,
        definitions.computed_rank,

        -- governance
        definitions.owner,
        definitions.sensitivity,
        definitions.status,
        definitions.version,
        approvals.requested_by,
        approvals.approved_by,
        approvals.approved_on,
        approvals.replaced_by,
        approvals.retires_on,
        greatest(refreshes.last_date, versions.published_on) as last_refreshed_on,
        refreshes.next_date as next_refresh_on,
        definitions.overridden_by,
        definitions.pack
    from definitions
    inner join refreshes on definitions.refresh = refreshes.refresh
    inner join versions on definitions.tag_code = versions.tag_code
    left join approvals
        on
            definitions.tag_code = approvals.tag_code
            and definitions.version = approvals.version
            and coalesce(definitions.overridden_by, '') = coalesce(approvals.overridden_by, '')
)

select * from final
