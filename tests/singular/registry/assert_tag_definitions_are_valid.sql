-- Every row of tag_definitions.csv has its required cells and only allowed values.
with definitions as (
    {{ seed_rows('tag_definitions') }}
),

rows_named as (
    select
        *,
        seed_file || ', row ' || coalesce(tag_code, '(tag_code empty)') as row_name
    from definitions
),

active as (
    select * from definitions
    where status in ('active', 'retiring')
),

problems as (
    select 'seeds/tags/tag_definitions.csv: no row is active; the catalogue is empty' as problem
    from active
    having count(*) = 0

    union all

    select row_name || ': tag_code must be lower-case letters, digits and _, from a letter on; correct it' as problem
    from rows_named
    where tag_code is null or not {{ matches_regex('tag_code', '^[a-z][a-z0-9_]*$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from rows_named
    group by tag_code
    having count(*) > 1

    {%- for column in [
        'name_zh', 'name_en', 'theme', 'theme_zh', 'feature', 'metric', 'source', 'owner', 'meaning_zh', 'meaning_en',
        'used_for_zh', 'used_for_en',
    ] %}

    union all

    select row_name || ': {{ column }} is empty; fill it in' as problem
    from rows_named
    where {{ column }} is null
    {%- endfor %}

    {%- for column in [
        'name_zh', 'name_en', 'theme_zh', 'period_zh', 'meaning_zh', 'meaning_en', 'used_for_zh', 'used_for_en',
    ] %}

    union all

    select
        row_name || ': {{ column }} begins like a formula, or has blanks at its ends or invisible characters; retype it'
            as problem
    from rows_named
    where {{ matches_regex(column, unreadable_text()) }}
    {%- endfor %}

    {%- for column, allowed in {
        'dimension': [
            'basic_attributes', 'behaviour', 'value', 'needs_and_preference', 'lifecycle_and_status', 'marketing',
            'manual',
        ],
        'kind': ['attribute', 'band', 'rule', 'model', 'event', 'manual'],
        'refresh': ['daily', 'weekly', 'monthly'],
        'sensitivity': ['public', 'internal', 'personal', 'medical'],
        'cardinality': ['single', 'multi'],
        'status': ['draft', 'in_review', 'active', 'retiring', 'retired'],
        'values_from': ['seed', 'products', 'product_attributes', 'promotions', 'regions', 'region_names'],
    }.items() %}

    union all

    select
        row_name || ': {{ column }} is ' || coalesce('"' || {{ column }} || '"', 'empty')
        || '; use one of {{ allowed | join(", ") }}' as problem
    from rows_named
    where
        {{ column }} is null
        or {{ column }} not in ('{{ allowed | join("', '") }}')
    {%- endfor %}

    union all

    select row_name || ': only one of period and period_zh is filled in; fill in both or neither' as problem
    from rows_named
    where (period is null) <> (period_zh is null)

    union all

    select row_name || ': theme, feature and period go into names; use lower-case letters, digits and _' as problem
    from rows_named
    where
        not {{ matches_regex('theme', '^[a-z][a-z0-9_]*$') }}
        or not {{ matches_regex('feature', '^[a-z][a-z0-9_]*$') }}
        or not {{ matches_regex('period', '^[a-z0-9][a-z0-9_]*$') }}

    union all

    select row_name || ': version is ' || coalesce('"' || version || '"', 'empty') || '; use a whole number' as problem
    from rows_named
    where version is null or not {{ matches_regex('version', '^[1-9][0-9]{0,8}$') }}
)

select problem from problems
