{#- People who asked to be erased: staging recognises their records, and writes neither values nor ids of them. -#}

{% macro erasure_key(entity, records, key, unless=none, system='source_system') -%}
    {#-
        What stands for a record's id once it is erased: a keyed hash. Null while no system of the data set names the entity
        erasure_requests, so that such data sets need no secret.

        entity:   canonical entity that the record is of
        records:  CTE with the record's system and id
        key:      column with the id
        unless:   column that is null where the hash is wanted; most rows need none, and hashing takes time
        system:   column with the system
    -#}
    {%- set record = "'" ~ entity ~ " ' || " ~ records ~ "." ~ system ~ " || ':' || " ~ records ~ "." ~ key -%}
    {%- if unless is none -%}
        {{ erasure_hash(record) }}
    {%- else -%}
        case when {{ unless }} is null then {{ erasure_hash(record) }} end
    {%- endif -%}
{%- endmacro %}

{% macro erasure_hash(text) -%}
    {#- The hash itself. `text` says what it is of, so that equal ids of different things differ. -#}
    {%- if 'erasure_requests' in var('source_systems').values() | sum(start=[]) -%}
        {{ pseudonym(text) }}
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{% macro without_forgotten(records, entity, key, columns) -%}
    {#-
        What staging writes of judged rows: nothing of those to forget but their system, and their id, which for erased
        rows is a keyed hash by which the rows that belong to them are recognised. They count as rejected, so that rows add up.

        records:  CTE with `source_system`, `forgotten_reason` (`erased`, `expired` or null) and `rejection_reason`
        entity:   canonical entity of the rows
        key:      the record's id within its source system
        columns:  all other columns
    -#}
    select
        source_system,
        case
            when forgotten_reason = 'erased' then {{ erasure_key(entity, records, key) }}
            else {{ key }}
        end as {{ key }},
        {%- for column in columns %}
        case when forgotten_reason is null then {{ column }} end as {{ column }},
        {%- endfor %}
        coalesce(forgotten_reason, rejection_reason) as rejection_reason
    from {{ records }}
{%- endmacro %}
