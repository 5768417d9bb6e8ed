{% macro seed_rows(name) -%}
    {#-
        Rows of a shipped seed, with the file that contains them and the data set that overrides them, if any. A data
        set's own seed <data_set>__<name>, listed in its var('own_seeds'), replaces the shipped rows with the same key:
        all values of a tag, or all named segments. dbt may have read its cells as numbers.
    -#}
    {%- set keys = {
        'tag_definitions': ['tag_code'],
        'tag_values': ['tag_code'],
        'tag_parameters': ['tag_code', 'parameter'],
        'rfm_segments': [],
        'synonyms': ['entity', 'column_name', 'raw_word'],
        'placeholder_values': ['entity', 'column_name', 'value'],
        'counted_orders': ['column_name', 'code'],
    } -%}
    {%- set folders = {
        'rfm_segments': 'segments', 'synonyms': 'cleaning', 'placeholder_values': 'cleaning',
        'counted_orders': 'cleaning',
    } -%}
    {%- set data_set = var('data_set', 'complete_journey') -%}
    {%- set shipped = ref(name) -%}
    {%- set file = 'seeds/' ~ folders.get(name, 'tags') ~ '/' ~ name ~ '.csv' -%}
    {%- if name not in var('own_seeds', []) -%}
    select
        *,
        '{{ file }}' as seed_file,
        cast(null as {{ dbt.type_string() }}) as overridden_by
    from {{ shipped }}
    {%- else -%}
    {%- set own = ref(data_set ~ '__' ~ name) -%}
    {%- set own_file = 'data_sets/' ~ data_set ~ '/seeds/' ~ data_set ~ '__' ~ name ~ '.csv' -%}
    {%- set columns, own_columns = column_names(shipped), column_names(own) -%}
    {%- for column in own_columns if column not in columns -%}
        {{- exceptions.raise_compiler_error('PROBLEM ' ~ own_file ~ ', row 1 (headings): column ' ~ column
            ~ ' is unknown; the columns are ' ~ columns | join(', ')) -}}
    {%- endfor -%}
    {%- for column in columns if own_columns and column not in own_columns -%}
        {{- exceptions.raise_compiler_error('PROBLEM ' ~ own_file ~ ', row 1 (headings): column ' ~ column
            ~ ' is missing; add it, if only with empty cells') -}}
    {%- endfor %}
    select * from (
    select
        shipped.*,
        '{{ file }}' as seed_file,
        cast(null as {{ dbt.type_string() }}) as overridden_by
    from {{ shipped }} as shipped
    where not exists (
        select 1 from {{ own }} as own
        where 1 = 1
        {%- for column in keys[name] %} and own.{{ column }} = shipped.{{ column }}{% endfor %}
    )
    union all
    select
        {%- for column in columns %}
        cast({{ column }} as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        '{{ own_file }}' as seed_file,
        '{{ data_set }}' as overridden_by
    from {{ own }}
    ) as seed_rows
    {%- endif %}
{%- endmacro %}

{% macro check_own_seeds() -%}
    {#- on-run-start: a seed of the data set that its vars do not list would silently change nothing. -#}
    {%- for id, node in (graph.nodes.items() if execute else []) if id.startswith('seed.') -%}
        {%- set name = node.name.split('__', 1)[-1] -%}
        {%- if node.original_file_path.startswith('data_sets/') and name not in var('own_seeds', []) -%}
            {{- exceptions.raise_compiler_error(
                'PROBLEM ' ~ node.original_file_path ~ ': is not used; call it ' ~ var('data_set') ~ '__<seed>.csv '
                ~ 'after a shipped seed, and list that seed in own_seeds of data_sets/' ~ var('data_set') ~ '/vars.yml'
            ) -}}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro delete_empty_rows(seed) -%}
    {#- post-hook of seeds: the empty rows that spreadsheets leave. Spark's tables cannot delete rows; there, they are
        left out when the seed is loaded. -#}
    {%- if execute and target.type != 'spark' -%}
        delete from {{ seed }}
        where {{ column_names(seed) | join(' is null and ') }} is null
    {%- endif -%}
{%- endmacro %}
