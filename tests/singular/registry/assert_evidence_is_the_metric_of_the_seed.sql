-- The number that a tag shows as its evidence is the metric that its definition names.
-- depends_on: {{ ref('int_tag_definitions') }}
{%- set numbers = column_names(ref('int_customer_metrics')) %}
{%- for pack in active_packs() %}
{%- do numbers.extend(column_names(ref('int_customer_metrics__' ~ pack))) %}
{%- endfor %}
{%- set metric_of = {} %}
{#- of tags with a column: that one is missing is told by assert_tags_are_produced #}
{%- for tag_code, metric in tags_where("status in ('active', 'retiring')", 'metric').items() %}
{%- if metric in numbers and tag_code in single_valued_tags() %}
{%- do metric_of.update({tag_code: metric}) %}
{%- endif %}
{%- endfor %}
{%- set text = dbt.type_string() %}

with definitions as (
    {{ seed_rows('tag_definitions') }}
),

tags as (
    select * from {{ ref('int_customer_tags') }}
),

metrics as (
    select * -- noqa: RF02
    from {{ ref('int_customer_metrics') }} -- noqa: LT02
    {%- for pack in active_packs() %}
    inner join {{ ref('int_customer_metrics__' ~ pack) }} using (customer_id) -- noqa: LT02
    {%- endfor %}
),

compared as (
    select -- noqa: LT02
        {%- for tag_code, metric in metric_of.items() %}
        sum(
            case
                when
                    coalesce(tags.{{ tag_code }}__evidence, '')
                    <> coalesce(cast(metrics.{{ metric }} as {{ text }}), '')
                    then 1
                else 0
            end
        ) as {{ tag_code }},
        {%- endfor %}
        count(*) as customers
    from tags
    inner join metrics on tags.customer_id = metrics.customer_id
),

differing as (
    select
        cast(null as {{ text }}) as tag_code,
        customers
    from compared
    {%- for tag_code in metric_of %}
    union all
    select
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as customers
    from compared
    {%- endfor %}
),

problems as (
    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': metric is "' || definitions.metric
        || '", but the SQL of the tag shows another number as its evidence, for '
        || cast(differing.customers as {{ text }}) || ' customers; name the metric that the SQL cuts' as problem
    from definitions
    inner join differing on definitions.tag_code = differing.tag_code
    where differing.customers > 0
)

select problem from problems
