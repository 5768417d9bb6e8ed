{#- People who asked to be erased: staging recognises their records, and writes neither their values nor their ids. -#}

{% macro erasure_key(entity, records, key, unless=none, system='source_system') -%}
    {#-
        What replaces a record's id once it is erased: a keyed hash.

        entity:   canonical entity that the record is of
        records:  CTE with the record's system and id; none where the query reads only one
        key:      column with the id
        unless:   column that is null where the hash is needed; most rows need none, and hashing takes time
        system:   column with the system
    -#}
    {%- set prefix = records ~ '.' if records else '' -%}
    {%- set record = "'" ~ entity ~ " ' || " ~ prefix ~ system ~ " || ':' || " ~ prefix ~ key -%}
    {%- if unless is none -%}
        {{ erasure_hash(record) }}
    {%- else -%}
        case when {{ unless }} is null then {{ erasure_hash(record) }} end
    {%- endif -%}
{%- endmacro %}

{% macro left_join_erased(parents, records, key) -%}
    {#-
        Joins `erased_<parents>` (erasure_key) to the records whose parent is not among `known_<parents>`.

        parents:  customers, orders or items
        records:  CTE with `source_system` and the key
        key:      id of the parent
    -#}
    {%- set entity = 'order_items' if parents == 'items' else parents -%}
    left join erased_{{ parents }}
        on
            {{ erasure_key(entity, records, key, unless='known_' ~ parents ~ '.' ~ key) }}
            = erased_{{ parents }}.erasure_key
{%- endmacro %}

{% macro erasure_hash(text) -%}
    {#- The hash itself; null while nobody can ask to be erased. `text` says what is hashed, so that equal ids of
        different entities get different hashes. -#}
    {%- if erasure_is_possible() -%}
        {{ pseudonym(text) }}
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{% macro erasure_is_possible() -%}
    {#- Whether any system of the data set has the entity erasure_requests. Data sets without it need no secret. -#}
    {{- return('erasure_requests' in source_systems().values() | sum(start=[])) -}}
{%- endmacro %}

{% macro redact(records, entity, key, columns) -%}
    {#-
        What staging writes of validated rows. Of redacted rows it keeps only the system and the id. The id of an erased
        row is a keyed hash, which identifies the rows that belong to it. Redacted rows count as rejected, so that rows
        add up. Versions of a record that are not later than an erased version are erased with it.

        records:  CTE with `source_system`, `updated_at`, `redaction_reason` (`erased`, `expired` or null) and
                  `rejection_reason`
        entity:   canonical entity of the rows
        key:      the record's id within its source system
        columns:  all other columns
    -#}
    {%- set versions, reason = records, 'redaction_reason' -%}
    {%- if erasure_is_possible() -%}
    {%- set versions, reason = 'versions', 'left_out_reason' -%}
    with erased_versions as (
        select
            source_system,
            {{ key }},
            max(coalesce(updated_at, cast('1000-01-01' as timestamp))) as last_updated_at
        from {{ records }}
        where redaction_reason = 'erased'
        group by source_system, {{ key }}
    ),

    versions as (
        select
            {{ records }}.*,
            case
                when erased_versions.last_updated_at is not null or {{ records }}.redaction_reason = 'erased'
                    then 'erased'
                else {{ records }}.redaction_reason
            end as left_out_reason
        from {{ records }}
        left join erased_versions
            on
                {{ records }}.source_system = erased_versions.source_system
                and {{ records }}.{{ key }} = erased_versions.{{ key }}
                and coalesce({{ records }}.updated_at, cast('1000-01-01' as timestamp))
                <= erased_versions.last_updated_at
    )

    {% endif -%}
    select
        source_system,
        case
            when {{ reason }} = 'erased' then {{ erasure_key(entity, none, key) }}
            else {{ key }}
        end as {{ key }},
        {%- for column in columns %}
        case when {{ reason }} is null then {{ column }} end as {{ column }},
        {%- endfor %}
        coalesce({{ reason }}, rejection_reason) as rejection_reason
    from {{ versions }}
{%- endmacro %}
