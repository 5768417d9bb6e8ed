-- dental__service_plans.csv has whole, different priorities, and names segments, needs and plans of the catalogue.
{{ config(enabled='dental' in var('packs'), store_failures=true) }}
{%- set file = 'seeds/packs/dental/dental__service_plans.csv, row ' %}
with service_plans as (
    select * from {{ ref('dental__service_plans') }}
),

tag_values as (
    select * from {{ ref('int_tag_bands') }}
),

problems as (
    select '{{ file }}' || coalesce(priority, 'empty') || ': priority is no whole number; correct it' as problem
    from service_plans
    where priority is null or not {{ matches_regex('priority', '^[0-9]{1,6}$') }}

    union all

    select
        '{{ file }}' || priority || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; renumber it'
            as problem
    from service_plans
    group by priority
    having count(*) > 1
    {%- for column in ['patient_segment', 'treatment_need', 'service_plan'] %}

    union all

    select
        '{{ file }}' || service_plans.priority || ': {{ column }} is ' || coalesce(service_plans.{{ column }}, 'empty')
        || ', which dental__tag_values.csv does not have; correct it' as problem
    from service_plans
    left join tag_values
        on tag_values.tag_code = '{{ column }}' and service_plans.{{ column }} = tag_values.tag_value
    where
        tag_values.tag_code is null
        and {{ 'true' if column == 'service_plan' else 'service_plans.' ~ column ~ ' is not null' }}
    {%- endfor %}
)

select problem from problems
