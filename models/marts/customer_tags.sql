-- One column per tag, as listed in the contract (_marts__models.yml). Tags with several values are JSON lists. The
-- other marts wait for this one: if a step of a new tag is left out, none of them changes.
-- depends_on: {{ ref('int_customer_tag_values') }}
with published as (
    select * from {{ ref('int_published_tags') }}
),

final as (
    select
        customer_id,
        {%- for tag_code in single_valued_tags('customer_tags') + multi_valued_tags('customer_tags') %}
        {{ tag_code }},
        {%- endfor %}
        {{ as_of_date() }} as as_of_date
    from published
)

select * from final
