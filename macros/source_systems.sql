{% macro union_source_systems(entity, columns) -%}
    {#-
        All rows of one canonical entity, from every system that var('source_systems') names for it, after a typed
        relation of no rows, so that an entity nobody has is an empty table.

        entity:   name of the canonical entity; a system's rows come from base_<system>__<entity>
        columns:  {column: generic dbt type}, the entity's canonical columns (docs/entities.md)
    -#}
    select
    {%- for column, type in columns.items() %}
        cast(null as {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    where 1 = 0
    {%- for system, entities in var('source_systems').items() if entity in entities %}

    union all

    select
        {%- for column, type in columns.items() %}
        cast({{ column }} as {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('base_' ~ system ~ '__' ~ entity) }}
    {%- endfor %}
{%- endmacro %}
