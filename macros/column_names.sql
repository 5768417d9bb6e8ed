{% macro column_names(relation) -%}
    {#- Names of the columns that a built relation really has, in order; none while dbt only parses. -#}
    {%- if execute -%}
        {{- return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list) -}}
    {%- endif -%}
    {{- return([]) -}}
{%- endmacro %}
