{% macro union_source_systems(entity, columns, required) -%}
    {#-
        All rows of one canonical entity, from every system that var('source_systems') names for it, after a typed
        relation without rows, so that an entity that no system has is an empty table. Columns that a system leaves out
        are null.

        entity:    name of the canonical entity; a system's rows come from base_<system>__<entity>
        columns:   {column: generic dbt type}, the entity's canonical columns (docs/entities.md)
        required:  the columns that every system must have
    -#}
    select
    {%- for column, type in columns.items() %}
        cast(null as {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    where 1 = 0
    {%- for system, entities in var('source_systems').items() if entity in entities %}
    {%- set relation = ref('base_' ~ system ~ '__' ~ entity) %}
    {%- set given = columns_given(system, entity, relation, columns, required) %}

    union all

    select
        {%- for column, type in columns.items() %}
        cast(
            {{- column if column in given else "'" ~ system ~ "'" if column == 'source_system' else 'null' }} as {# -#}
            {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- endfor %}
{%- endmacro %}

{% macro columns_given(system, entity, relation, columns, required) -%}
    {#- The canonical columns of a base model: all of them while it is not built. Stops at a missing or misspelt
        column. -#}
    {%- set found = column_names(relation) | map('lower') | list -%}
    {%- if not found -%}
        {{- return(columns) -}}
    {%- endif -%}
    {%- set file = 'PROBLEM base_' ~ system ~ '__' ~ entity ~ '.sql: ' -%}
    {%- for column in found if column not in columns -%}
        {{- exceptions.raise_compiler_error(
            file ~ 'gives ' ~ column ~ ', which is no column of ' ~ entity ~ '; it has ' ~ columns | join(', ')
        ) -}}
    {%- endfor -%}
    {%- for column in required if column not in found -%}
        {{- exceptions.raise_compiler_error(
            file ~ 'does not give ' ~ column ~ ', which ' ~ entity ~ ' need of every system; add it (docs/entities.md)'
        ) -}}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}
