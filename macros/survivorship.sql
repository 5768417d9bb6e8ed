{% macro survivorship_attributes() -%}
    {#- Attributes of customers whose source is chosen separately (seeds/identity/source_priorities.csv), each with the
        column that is not null if a record has the attribute. -#}
    {{- return({
        'customer_type': 'customer_type',
        'gender': 'gender',
        'birth_date': 'birth_date',
        'age_bracket': 'age_lower',
        'acquisition_source': 'acquisition_source',
        'occupation': 'occupation',
        'industry': 'industry',
        'employee_count': 'employee_count',
        'decision_role': 'decision_role',
        'region': 'province',
        'resident_id_number': 'resident_id_gender',
    }) -}}
{%- endmacro %}
