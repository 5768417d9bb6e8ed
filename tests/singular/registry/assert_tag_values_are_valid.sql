-- Every row of tag_values.csv belongs to a tag, is there once, has labels, and has numbers where numbers belong.
{%- set number = '^-?[0-9]{1,15}([.][0-9]{1,6})?$' %}
with tag_values as (
    {{ seed_rows('tag_values') }}
),

definitions as (
    {{ seed_rows('tag_definitions') }}
),

rows_named as (
    select
        *,
        seed_file || ', row ' || coalesce(tag_code, '(tag_code empty)')
        || '/' || coalesce(tag_value, '(tag_value empty)') as row_name
    from tag_values
),

display_names as (
    select
        rows_named.row_name,
        definitions.theme || '_' || rows_named.tag_value || '_' || definitions.feature
        || coalesce('_' || definitions.period, '') as display_name
    from rows_named
    inner join definitions on rows_named.tag_code = definitions.tag_code
),

problems as (
    select rows_named.row_name || ': no such tag in tag_definitions.csv; correct tag_code or define the tag' as problem
    from rows_named
    left join definitions on rows_named.tag_code = definitions.tag_code
    where definitions.tag_code is null

    union all

    select
        definitions.seed_file || ', row ' || definitions.tag_code
        || ': has no value in tag_values.csv; add one row a value' as problem
    from definitions
    left join tag_values on definitions.tag_code = tag_values.tag_code
    where tag_values.tag_code is null and definitions.values_from = 'seed'

    union all

    select row_name || ': tag_value must be lower-case letters, digits and _; correct it' as problem
    from rows_named
    where tag_value is null or not {{ matches_regex('tag_value', '^[a-z0-9_]+$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from rows_named
    group by tag_code, tag_value
    having count(*) > 1

    {%- for column in ['label_zh', 'label_en'] %}

    union all

    select row_name || ': {{ column }} is empty; every value needs a Chinese and an English label' as problem
    from rows_named
    where {{ column }} is null
    {%- endfor %}

    {%- for column in ['label_zh', 'label_en'] %}

    union all

    select
        row_name || ': {{ column }} begins like a formula, or has blanks at its ends or invisible characters; retype it'
            as problem
    from rows_named
    where {{ matches_regex(column, unreadable_text()) }}
    {%- endfor %}

    {%- for column in ['min_value', 'max_value'] %}

    union all

    select row_name || ': {{ column }} is "' || {{ column }} || '", no plain number; write it like 12 or 0.5' as problem
    from rows_named
    where {{ column }} is not null and not {{ matches_regex(column, number) }}
    {%- endfor %}

    {%- for column in ['score', 'rank'] %}

    union all

    select row_name || ': {{ column }} is "' || {{ column }} || '"; use a whole number or leave it empty' as problem
    from rows_named
    where {{ column }} is not null and not {{ matches_regex(column, '^[0-9]{1,9}$') }}
    {%- endfor %}

    union all

    select row_name || ': rank is empty; number the values of the tag from 1' as problem
    from rows_named
    where rank is null

    union all

    select row_name || ': closed is "' || closed || '"; use left, right, both or neither' as problem
    from rows_named
    where closed is not null and closed not in ('left', 'right', 'both', 'neither')

    union all

    select row_name || ': a band (min_value, max_value) needs closed: left, right, both or neither' as problem
    from rows_named
    where (min_value is not null or max_value is not null) and closed is null

    union all

    select row_name || ': stands for an absent metric (absent_reason) and can have no band; empty one' as problem
    from rows_named
    where absent_reason is not null and (min_value is not null or max_value is not null or closed is not null)

    union all

    select
        rows_named.row_name || ': the tag is of kind ' || definitions.kind
        || ', whose values have no bands; empty min_value, max_value and closed' as problem
    from rows_named
    inner join definitions on rows_named.tag_code = definitions.tag_code
    where
        definitions.kind not in ('band', 'model')
        and (rows_named.min_value is not null or rows_named.max_value is not null or rows_named.closed is not null)

    union all

    select
        min(row_name) || ': another value of the tag has the absent_reason ' || absent_reason
        || ' too; keep one' as problem
    from rows_named
    where absent_reason is not null
    group by tag_code, absent_reason
    having count(*) > 1

    union all

    select min(row_name) || ': another value of the tag has the rank ' || rank || ' too; number them from 1' as problem
    from rows_named
    group by tag_code, rank
    having count(*) > 1

    union all

    -- display names are unique
    select
        min(row_name) || ': has the display name of another value, ' || display_name
        || '; change feature or theme of the tag' as problem
    from display_names
    group by display_name
    having count(*) > 1

    union all

    select row_name || ': score is empty; fill in the points that this step gives' as problem
    from rows_named
    where tag_code in ('rfm_recency_score', 'rfm_frequency_score', 'rfm_monetary_score') and score is null

    union all

    select rows_named.row_name || ': a bound is above 1, but the metric is a share; write 50% as 0.5' as problem
    from rows_named
    inner join definitions on rows_named.tag_code = definitions.tag_code
    where
        definitions.unit = 'share'
        and (
            {{ dbt.safe_cast('rows_named.min_value', 'numeric(24, 6)') }} > 1
            or {{ dbt.safe_cast('rows_named.max_value', 'numeric(24, 6)') }} > 1
        )
)

select problem from problems
