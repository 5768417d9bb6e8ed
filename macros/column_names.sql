{% macro column_names(relation) -%}
    {#- Names of the columns that a built relation has, in order; none while dbt only parses. -#}
    {%- if execute -%}
        {{- return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list) -}}
    {%- endif -%}
    {{- return([]) -}}
{%- endmacro %}

{% macro column_rows(relation) -%}
    {#- The same names as a query of one column, column_name. -#}
    select cast(null as {{ dbt.type_string() }}) as column_name
    where 1 = 0
    {%- for column in column_names(relation) %}
    union all
    select '{{ column }}' as column_name
    {%- endfor %}
{%- endmacro %}
