{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Replaces dbt's macro: a schema has the name of its layer, `marts`, not `main_marts`. Where several data sets
        share a database, the target schema of each (DBT_POSTGRES_SCHEMA, DBT_SPARK_SCHEMA) is the prefix. -#}
    {%- set layer = (custom_schema_name or 'base') | trim -%}
    {#- models/packs/<pack>/<layer> -#}
    {%- set layer = node.fqn[3] if node and node.resource_type == 'model' and node.fqn[1] == 'packs' else layer -%}
    {{- layer if target.schema in ('main', 'public', 'default') else target.schema ~ '_' ~ layer -}}
{%- endmacro %}
