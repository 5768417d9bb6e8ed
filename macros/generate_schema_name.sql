{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Replaces dbt's macro: a layer's schema is called like the layer, `marts`, not `main_marts`. Where several data
        sets share a database, each has a target schema (DBT_POSTGRES_SCHEMA, DBT_SPARK_SCHEMA) that goes before it. -#}
    {%- set layer = (custom_schema_name or 'base') | trim -%}
    {{- layer if target.schema in ('main', 'public', 'default') else target.schema ~ '_' ~ layer -}}
{%- endmacro %}
