-- A band tag names one of the documented metrics, in a window that is computed; every other tag names the evidence of
-- its model.
{%- set unknown_window = 'no model computes it, or not in this window; use one of the windows '
    ~ (var('metric_windows') | join(', ')) ~ ' (var metric_windows), or another metric of int_customer_metrics' %}
with definitions as (
    {{ seed_rows('tag_definitions') }}
    where status in ('active', 'retiring')
),

bands as (
    select * from {{ ref('int_tag_bands') }}
),

metrics as (
    {%- for metric in numeric_metrics() %}
    select '{{ metric }}' as metric{{ ' union all' if not loop.last }}
    {%- endfor %}
),

metric_columns as (
    {{ column_rows(ref('int_customer_metrics')) }}
    {%- for pack in active_packs() %}
    union all
    {{ column_rows(ref('int_customer_metrics__' ~ pack)) }}
    {%- endfor %}
),

customer_columns as (
    {{ column_rows(ref('int_customers')) }}
),

-- the tags of int_tags__bands: its evidence columns
band_tags as (
    select replace(column_name, '__evidence', '') as tag_code
    from (
        {{ column_rows(ref('int_tags__bands')) }}
    ) as band_columns
    where column_name like '%__evidence'
),

composed as (
    {%- for evidence in ['rfm_total_score', 'rfm_scores', 'days_since_first_and_last_order', 'manual_tag_id'] %}
    select '{{ evidence }}' as metric{{ ' union all' if not loop.last }}
    {%- endfor %}
),

-- tags whose metric may be null for more than one reason
several_reasons as (
    select tag_code
    from bands
    where absent_reason is not null
    group by tag_code
    having count(*) > 1
),

problems as (
    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': metric is "' || definitions.metric || '"; '
        || case
            when {{ matches_regex('definitions.metric', '_[0-9]+d$') }} then '{{ unknown_window }}'
            else 'no model computes it; use a number of int_customer_metrics, such as orders_lifetime or net_spend_90d'
        end as problem
    from definitions
    inner join band_tags on definitions.tag_code = band_tags.tag_code
    left join metrics on definitions.metric = metrics.metric
    where metrics.metric is null

    union all

    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': metric is "' || definitions.metric
        || '", which no model computes; name the evidence that the tag''s model shows' as problem
    from definitions
    left join band_tags on definitions.tag_code = band_tags.tag_code
    left join metric_columns on definitions.metric = metric_columns.column_name
    left join customer_columns on definitions.metric = customer_columns.column_name
    left join composed on definitions.metric = composed.metric
    where
        band_tags.tag_code is null
        and definitions.cardinality = 'single'
        and coalesce(metric_columns.column_name, customer_columns.column_name, composed.metric) is null

    union all

    select
        'seeds/tags/tag_values.csv, tag ' || definitions.tag_code || ': has several values for an absent metric, but '
        || definitions.metric || ' does not say why it is null; keep one of them' as problem
    from definitions
    inner join band_tags on definitions.tag_code = band_tags.tag_code
    inner join several_reasons on definitions.tag_code = several_reasons.tag_code
    left join metric_columns on definitions.metric || '_absent_reason' = metric_columns.column_name
    where metric_columns.column_name is null

    union all

    select
        'macros/tags.sql, numeric_metrics: names ' || metrics.metric
        || ', which int_customer_metrics does not have; correct it' as problem
    from metrics
    left join metric_columns on metrics.metric = metric_columns.column_name
    where metric_columns.column_name is null

    union all

    select
        'models/packs: two of int_customer_metrics and int_customer_metrics__<pack> have a column ' || column_name
        || '; give one of them another name' as problem
    from metric_columns
    where column_name <> 'customer_id'
    group by column_name
    having count(*) > 1
)

select problem from problems
