-- One column per tag, as listed in the contract (_marts__models.yml). Tags with several values are JSON lists. The
-- other marts wait for this one: if a step of a new tag is left out, none of them changes.
-- depends_on: {{ ref('int_customer_tag_values') }}
with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse
),

value_lists as (
    select
        {%- for tag_code in multi_valued_tags() %}
        {{ json_list('tag_value', "tag_code = '" ~ tag_code ~ "'") }} as {{ tag_code }},
        {%- endfor %}
        customer_id
    from {{ ref('int_customer_multi_tag_values') }}
    group by customer_id
),

final as (
    select
        customer_tags.customer_id,
        {%- for tag_code in single_valued_tags() %}
        customer_tags.{{ tag_code }},
        {%- endfor %}
        {%- for tag_code in multi_valued_tags() %}
        coalesce(value_lists.{{ tag_code }}, '[]') as {{ tag_code }},
        {%- endfor %}
        {{ as_of_date() }} as as_of_date
    from customer_tags
    inner join permissions on customer_tags.customer_id = permissions.customer_id
    left join value_lists on customer_tags.customer_id = value_lists.customer_id
)

select * from final
