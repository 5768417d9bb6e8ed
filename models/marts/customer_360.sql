{{ config(materialized='view') }}

-- What the front line needs to know of a customer at a glance: tags by dimension, in words. Values that only say why
-- there is none are left out, and so is what is medical.
{%- set dimensions = [
    'basic_attributes', 'behaviour', 'value', 'needs_and_preference', 'lifecycle_and_status', 'marketing', 'manual',
] %}
with tag_values as (
    select * from {{ ref('customer_tag_values') }}
),

tags as (
    select * from {{ ref('dim_tags') }}
    where sensitivity <> 'medical'
),

labels as (
    select * from {{ ref('dim_tag_values') }}
    where absent_reason is null
),

final as (
    select
        tag_values.customer_id,
        {%- for language in ['zh', 'en'] %}
        {%- set text = 'tags.name_' ~ language ~ " || ': ' || labels.label_" ~ language %}
        {%- for dimension in dimensions %}
        coalesce(
            {{ json_list(text, "tags.dimension = '" ~ dimension ~ "' and labels.tag_code is not null") }}, '[]'
        ) as {{ dimension }}_{{ language }},
        {%- endfor %}
        {%- endfor %}
        {{ as_of_date() }} as as_of_date
    from tag_values
    inner join tags on tag_values.tag_code = tags.tag_code
    left join labels
        on
            tag_values.tag_code = labels.tag_code
            and tag_values.tag_value = labels.tag_value
    group by tag_values.customer_id
)

select * from final
