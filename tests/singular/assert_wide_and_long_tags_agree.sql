-- Completeness: every customer has exactly one value for every active single-valued tag, in customer_tags and in
-- customer_tag_values, and both are the same. A tag with several values has the same list in both.
{{ config(store_failures=true) }}
{%- set not_tags = ['customer_id', 'as_of_date'] %}
with tag_columns as (
    {%- for mart in tag_marts() %}
    {{ column_rows(ref(mart)) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

definitions as (
    select * from {{ ref('dim_tags') }}
),

wide as (
    {%- for mart in tag_marts() %}
    {%- set is_last = loop.last %}
    {%- for tag_code in column_names(ref(mart)) | reject('in', not_tags) | list or ['customer_id'] %}
    select
        customer_id,
        as_of_date,
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value
    from {{ ref(mart) }}
    {{- ' union all' if not (loop.last and is_last) }}
    {%- endfor %}
    {%- endfor %}
),

long as (
    select
        tag_values.customer_id,
        tag_values.as_of_date,
        tag_values.tag_code,
        tag_values.tag_value
    from {{ ref('customer_tag_values') }} as tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
    where definitions.cardinality = 'single'

    union all

    select
        tag_values.customer_id,
        tag_values.as_of_date,
        tag_values.tag_code,
        {{ json_list('tag_values.tag_value', 'tag_values.tag_value is not null') }} as tag_value
    from {{ ref('customer_tag_values') }} as tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
    where definitions.cardinality = 'multi'
    group by tag_values.customer_id, tag_values.as_of_date, tag_values.tag_code
),

compared as (
    select
        coalesce(wide.customer_id, long.customer_id) as customer_id,
        coalesce(wide.tag_code, long.tag_code) as tag_code,
        wide.tag_value as wide_value,
        long.tag_value as long_value
    from wide
    full outer join long
        on
            wide.customer_id = long.customer_id
            and wide.tag_code = long.tag_code
            and wide.as_of_date = long.as_of_date
            and wide.tag_value = long.tag_value
    where wide.customer_id is null or long.customer_id is null
),

problems as (
    select
        'models/marts/customer_tags.sql: has no column ' || definitions.tag_code
        || ', though the tag is active; add it to the tags and to the columns' as problem
    from definitions
    left join tag_columns on definitions.tag_code = tag_columns.column_name
    where definitions.status in ('active', 'retiring') and tag_columns.column_name is null

    union all

    select
        'models/marts/customer_tags.sql: has a column ' || definitions.tag_code || ', though the tag is '
        || definitions.status || '; take it out' as problem
    from definitions
    inner join tag_columns on definitions.tag_code = tag_columns.column_name
    where definitions.status not in ('active', 'retiring')

    union all

    select
        'customer_tags and customer_tag_values differ, tag ' || compared.tag_code || ', '
        || cast(count(*) as {{ dbt.type_string() }}) || ' customers, ' || min(compared.customer_id)
        || ' for one: rebuild both marts; if that does not help, the tag is missing in a list of '
        || 'customer_tags.sql' as problem
    from compared
    inner join definitions on compared.tag_code = definitions.tag_code
    inner join tag_columns on compared.tag_code = tag_columns.column_name
    -- a customer without a value for such a tag has no row
    where
        definitions.status in ('active', 'retiring')
        and not (definitions.cardinality = 'multi' and compared.long_value is null and compared.wide_value = '[]')
    group by compared.tag_code
)

select problem from problems
