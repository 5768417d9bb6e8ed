-- The metric that a definition names as its evidence is a column of int_customer_tags, and the one that
-- int_customer_tag_values shows (of a value that people set it shows their record).
with definitions as (
    select * from {{ ref('int_tag_definitions') }}
    where status = 'active'
),

shown as (
    select distinct
        tag_code,
        evidence_metric
    from {{ ref('int_customer_tag_values') }}
    where source <> 'manual'
),

columns_found as (
    {{ column_rows(ref('int_customer_tags')) }}
),

problems as (
    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code || ': no model computes the metric "'
        || definitions.metric || '"; correct it, or add the column to int_customer_tags.sql' as problem
    from definitions
    left join columns_found on definitions.metric = columns_found.column_name
    where columns_found.column_name is null and definitions.cardinality = 'single'

    union all

    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code || ': metric is "' || definitions.metric
        || '" but the evidence shown is "' || shown.evidence_metric
        || '"; correct it here or in int_customer_tag_values.sql' as problem
    from definitions
    inner join shown on definitions.tag_code = shown.tag_code
    where definitions.metric <> shown.evidence_metric
)

select problem from problems
