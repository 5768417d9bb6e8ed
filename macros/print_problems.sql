{% macro print_problems(results) -%}
{%- endmacro %}
