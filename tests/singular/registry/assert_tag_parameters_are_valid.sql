-- Every parameter that a model reads has one row with a number, and every row is read by a model. The models read the
-- columns of int_tag_parameters, and parameters of any tag in int_tag_definitions.
{%- set any_tag = "'" ~ parameters_of_any_tag() | join("', '") ~ "'" %}
with parameters as (
    select
        *,
        tag_code || '__' || parameter as column_name,
        seed_file || ', row ' || coalesce(tag_code, '(tag_code empty)')
        || '/' || coalesce(parameter, '(parameter empty)') as row_name
    from ({{ seed_rows('tag_parameters') }}) as tag_parameters
),

definitions as (
    {{ seed_rows('tag_definitions') }}
),

columns_read as (
    select
        column_name,
        cast(null as {{ dbt.type_string() }}) as pack
    from ({{ column_rows(ref('int_tag_parameters')) }}) as core_columns
    {%- for pack in packs_with('has_parameters') %}
    union all
    select
        column_name,
        '{{ pack }}' as pack
    from ({{ column_rows(ref('int_tag_parameters__' ~ pack)) }}) as pack_columns
    {%- endfor %}
),

tag_values as (
    select * from ({{ seed_rows('tag_values') }}) as all_values
    where absent_reason is null
),

values_per_tag as (
    select
        tag_code,
        count(*) as value_count
    from tag_values
    group by tag_code
),

scores as (
    select score from ({{ seed_rows('tag_values') }}) as tag_values
    where tag_code like 'rfm%score' and score is not null
),

problems as (
    select
        {{ tag_seed('tag_parameters', 'columns_read.pack') }}
        || ': row ' || replace(columns_read.column_name, '__', '/')
        || ' is missing; add it back' as problem
    from columns_read
    left join parameters on columns_read.column_name = parameters.column_name
    where parameters.column_name is null

    union all

    select
        parameters.row_name || ': no model reads it; correct it, or list it in int_tag_parameters'
        || coalesce('__' || parameters.pack, '') || '.sql' as problem
    from parameters
    left join columns_read on parameters.column_name = columns_read.column_name
    left join tag_values
        on
            parameters.tag_code = tag_values.tag_code
            and parameters.parameter = 'down_after_' || tag_values.tag_value
    where
        columns_read.column_name is null
        and parameters.parameter not in ({{ any_tag }})
        and tag_values.tag_code is null

    union all

    select row_name || ': value is ' || value || '; places of precedence are 1, 2 and 3, 1 wins' as problem
    from parameters
    where parameter in ('manual_rank', 'imported_rank', 'computed_rank') and value not in ('1', '2', '3')

    union all

    select
        min(seed_file) || ', rows ' || tag_code || '/manual_rank, imported_rank, computed_rank: two have one place; '
        || 'write all three rows, with 1, 2 and 3' as problem
    from parameters
    where parameter in ('manual_rank', 'imported_rank', 'computed_rank')
    group by tag_code
    having count(distinct value) < 3

    union all

    select
        parameters.row_name || ': value is ' || parameters.value || '; down_after is a whole number of refreshes, 1 or '
        || 'more, of a tag with one value per customer and two values or more to fall to' as problem
    from parameters
    inner join definitions on parameters.tag_code = definitions.tag_code
    left join values_per_tag on parameters.tag_code = values_per_tag.tag_code
    where
        parameters.parameter like 'down_after%'
        and (
            not {{ matches_regex('parameters.value', '^[1-9][0-9]{0,3}$') }}
            or definitions.cardinality <> 'single'
            or coalesce(values_per_tag.value_count, 0) < 2
        )

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from parameters
    group by tag_code, parameter
    having count(*) > 1

    union all

    select
        row_name || ': value is ' || coalesce('"' || value || '"', 'empty')
        || ', no plain number; write it like 12 or 0.5' as problem
    from parameters
    where value is null or not {{ matches_regex('value', '^-?[0-9]{1,12}([.][0-9]{1,6})?$') }}

    union all

    select row_name || ': value is ' || value || ', but the unit is share; write 10% as 0.1' as problem
    from parameters
    where unit = 'share' and ({{ dbt.safe_cast('value', 'numeric(18, 6)') }} not between 0 and 1)

    union all

    select row_name || ': value is ' || value || '; ' || unit || ' are whole and not negative' as problem
    from parameters
    where unit in ('days', 'hours', 'times', 'sends', 'items') and not {{ matches_regex('value', '^[0-9]{1,6}$') }}

    union all

    select
        'seeds/tags/tag_parameters.csv, rows lifecycle_stage: new_max_days, active_max_days and dormant_max_days must '
        || 'rise, or a stage disappears; correct them' as problem
    from {{ ref('int_tag_parameters') }}
    where
        lifecycle_stage__new_max_days > lifecycle_stage__active_max_days
        or lifecycle_stage__active_max_days > lifecycle_stage__dormant_max_days

    union all

    select
        'seeds/tags/tag_parameters.csv, row rfm_segment/high_score_min: is ' || parameters.value
        || ', but scores go from ' || min(scores.score) || ' to ' || max(scores.score)
        || '; use a score that is reached' as problem
    from parameters
    cross join scores
    where parameters.column_name = 'rfm_segment__high_score_min'
    group by parameters.value
    having
        {{ dbt.safe_cast('parameters.value', 'numeric(18, 6)') }}
        not between 1 and max({{ dbt.safe_cast('scores.score', 'numeric(18, 6)') }})

    union all

    select
        'seeds/tags/tag_parameters.csv, row channel_preference/min_order_share: is 0.5 or less, so that online and '
        || 'offline could both reach it; use more than 0.5' as problem
    from {{ ref('int_tag_parameters') }}
    where channel_preference__min_order_share <= 0.5

    union all

    select
        'seeds/tags/tag_parameters.csv, rows shopping_time: morning_from_hour, afternoon_from_hour and '
        || 'evening_from_hour must rise from 0 to 24, or a part of the day disappears; correct them' as problem
    from {{ ref('int_tag_parameters') }}
    where
        shopping_time__morning_from_hour < 0
        or shopping_time__morning_from_hour > shopping_time__afternoon_from_hour
        or shopping_time__afternoon_from_hour > shopping_time__evening_from_hour
        or shopping_time__evening_from_hour > 24

    union all

    select
        'seeds/tags/tag_parameters.csv, rows value_contribution: high_max_share must not exceed medium_max_share; '
        || 'correct them' as problem
    from {{ ref('int_tag_parameters') }}
    where value_contribution__high_max_share > value_contribution__medium_max_share

    union all

    select row_name || ': meaning is empty; fill it in' as problem
    from parameters
    where meaning is null

    union all

    select parameters.row_name || ': no such tag in tag_definitions.csv; correct tag_code' as problem
    from parameters
    left join definitions on parameters.tag_code = definitions.tag_code
    where definitions.tag_code is null
)

select problem from problems
