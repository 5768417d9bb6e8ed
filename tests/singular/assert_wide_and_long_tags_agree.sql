-- Completeness: every customer has exactly one value for every active single-valued tag, in customer_tags and in
-- customer_tag_values, and both say the same.
{{ config(store_failures=true) }}
{%- set not_tags = ['customer_id', 'as_of_date'] %}
{%- set tags = column_names(ref('customer_tags')) | reject('in', not_tags) | list or ['customer_id'] %}
with wide as (
    {%- for tag_code in tags %}
    select
        customer_id,
        as_of_date,
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value
    from {{ ref('customer_tags') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

long as (
    select
        tag_values.customer_id,
        tag_values.as_of_date,
        tag_values.tag_code,
        tag_values.tag_value
    from {{ ref('customer_tag_values') }} as tag_values
    inner join {{ ref('dim_tags') }} as tags on tag_values.tag_code = tags.tag_code
    where tags.cardinality = 'single'
)

select
    coalesce(wide.customer_id, long.customer_id) as customer_id,
    coalesce(wide.tag_code, long.tag_code) as tag_code,
    'customer_tags and customer_tag_values differ, customer ' || coalesce(wide.customer_id, long.customer_id)
    || ', tag ' || coalesce(wide.tag_code, long.tag_code) || ': rebuild both marts' as problem
from wide
full outer join long
    on
        wide.customer_id = long.customer_id
        and wide.tag_code = long.tag_code
        and wide.as_of_date = long.as_of_date
        and wide.tag_value = long.tag_value
where wide.customer_id is null or long.customer_id is null
