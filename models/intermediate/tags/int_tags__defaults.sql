-- Defaults of the tags that only people set, until somebody sets them (int_manual_tags).
{%- set unset_values = {'care_level': 'none', 'new_product_interest': 'no', 'potential_buyer': 'no'} %}

with customers as (
    select * from {{ ref('int_customers') }}
),

final as (
    select
        {%- for tag_code, unset in unset_values.items() %}
        '{{ unset }}' as {{ tag_code }},
        cast(null as {{ dbt.type_string() }}) as {{ tag_code }}__evidence,
        {%- endfor %}
        customer_id
    from customers
)

select * from final
