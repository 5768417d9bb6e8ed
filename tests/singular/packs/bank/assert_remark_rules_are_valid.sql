-- bank__remark_rules.csv names values of the catalogue, whole numbers and known kinds of match, each keyword once.
{{ config(enabled='bank' in var('packs'), store_failures=true) }}
{%- set text = dbt.type_string() %}
with rules as (
    select
        *,
        'seeds/packs/bank/bank__remark_rules.csv, row ' || coalesce(tag_code, '(tag_code empty)') || '/'
        || coalesce(tag_value, '(tag_value empty)') || '/' || coalesce(keyword, '(keyword empty)') as row_name
    from {{ ref('bank__remark_rules') }}
),

tag_values as (
    select * from {{ ref('int_tag_bands') }}
),

problems as (
    select rules.row_name || ': bank__tag_values.csv has no such value; correct it' as problem
    from rules
    left join tag_values
        on
            rules.tag_code = tag_values.tag_code
            and rules.tag_value = tag_values.tag_value
    where
        (tag_values.tag_code is null and (rules.tag_value is not null or rules.match_kind <> 'excludes'))
        or rules.tag_code not in ('lifestyle', 'phone_brand')

    union all

    select row_name || ': keyword is empty; fill it in' as problem
    from rules
    where keyword is null

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ text }}) || ' times; keep one' as problem
    from rules
    group by tag_code, tag_value, keyword
    having count(*) > 1

    union all

    select row_name || ': match_kind is no contains, word or excludes; write one of them' as problem
    from rules
    where match_kind is null or match_kind not in ('contains', 'word', 'excludes')

    union all

    select row_name || ': match_kind word needs a keyword of Latin letters and digits; write contains' as problem
    from rules
    where match_kind = 'word' and not {{ matches_regex('lower(keyword)', '^[a-z0-9]+$') }}
    {%- for column in ['min_hits', 'window_days'] %}

    union all

    select row_name || ': {{ column }} is ' || coalesce({{ column }}, 'empty') || '; write a whole number' as problem
    from rules
    where match_kind <> 'excludes' and ({{ column }} is null or not {{ matches_regex(column, '^[1-9][0-9]{0,4}$') }})
    {%- endfor %}
)

select problem from problems
