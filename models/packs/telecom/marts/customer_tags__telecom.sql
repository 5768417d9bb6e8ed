-- One column per tag of the pack, as listed in the contract. Tags with several values are JSON lists.
-- depends_on: {{ ref('customer_tags') }}
{%- set mart = 'customer_tags__telecom' %}
with published as (
    select * from {{ ref('int_published_tags') }}
),

final as (
    select
        customer_id,
        {%- for tag_code in single_valued_tags(mart) + multi_valued_tags(mart) %}
        {{ tag_code }},
        {%- endfor %}
        {{ as_of_date() }} as as_of_date
    from published
)

select * from final
