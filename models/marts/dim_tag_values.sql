-- depends_on: {{ ref('customer_tags') }}
with tag_values as (
    select * from {{ ref('int_tag_values') }}
),

former_tags as (
    select tag_code
    from {{ ref('dim_tags') }}
    where status = 'retired'
),

states as (
    select
        *,
        max(valid_from) over (partition by tag_code) as last_valid_from
    from {{ ref('tag_version_states') }}
),

-- of tags that the catalogue does not have any more: what their values meant last
former_values as (
    select states.*
    from states
    inner join former_tags on states.tag_code = former_tags.tag_code
    left join tag_values
        on
            states.tag_code = tag_values.tag_code
            and states.tag_value = tag_values.tag_value
    where states.valid_from = states.last_valid_from and states.tag_value is not null and tag_values.tag_code is null
),

final as (
    select
        tag_code,
        tag_value,
        label_zh,
        label_en,
        display_name_zh,
        display_name_en,

        -- the value's band
        min_value,
        max_value,
        closed,

        absent_reason,
        score,
        rank,
        overridden_by
    from tag_values
    union all
    select
        tag_code,
        tag_value,
        label_zh,
        label_en,
        theme_zh || '_' || label_zh || coalesce('_' || period_zh, '') as display_name_zh,
        theme || '_' || tag_value || '_' || feature || coalesce('_' || period, '') as display_name_en,
        min_value,
        max_value,
        closed,
        absent_reason,
        score,
        rank,
        overridden_by
    from former_values
)

select * from final
