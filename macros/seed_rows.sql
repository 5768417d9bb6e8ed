{% macro seed_rows(name) -%}
    {#-
        Rows of a shipped seed and of the packs that are switched on, with the file that contains them, the pack, and
        the data set that overrides them, if any. A data set's own seed <data_set>__<name>, listed in its
        var('own_seeds'), replaces the shipped rows with the same key: all values of a tag, or all named segments.
    -#}
    {%- set folder, keys = replaceable_seeds()[name] -%}
    {%- set data_set = var('data_set', 'complete_journey') -%}
    {%- set is_overridden = name in var('own_seeds', []) -%}
    {%- set packs_with_seed = packs_with('has_parameters') if name == 'tag_parameters'
        else active_packs() if name in ('tag_definitions', 'tag_values', 'tag_approvals') else [] -%}
    {%- set is_union = is_overridden or packs_with_seed -%}
    {%- set columns = column_names(ref(name)) -%}
    {{ 'select * from (' if is_union }}
    select
        *,
        'seeds/{{ folder }}/{{ name }}.csv' as seed_file,
        cast(null as {{ dbt.type_string() }}) as pack,
        cast(null as {{ dbt.type_string() }}) as overridden_by
    from {{ ref(name) }} as shipped{{ rows_left(data_set ~ '__' ~ name, keys) if is_overridden }}
    {%- for pack in packs_with_seed %}
    {%- set seed = pack ~ '__' ~ name %}
    union all
    {{ seed_columns(seed, columns, 'seeds/packs/' ~ pack ~ '/' ~ seed ~ '.csv', pack) }}
    {{- rows_left(data_set ~ '__' ~ name, keys) if is_overridden }}
    {%- endfor %}
    {%- if is_overridden %}
    {%- set seed = data_set ~ '__' ~ name %}
    union all
    {{ seed_columns(seed, columns, 'data_sets/' ~ data_set ~ '/seeds/' ~ seed ~ '.csv', overridden_by=data_set) }}
    {%- endif %}
    {{ ') as seed_rows' if is_union }}
{%- endmacro %}

{% macro replaceable_seeds() -%}
    {#- {seed: [folder, key]} of the seeds that a data set may replace rows of. -#}
    {{- return({
        'tag_definitions': ['tags', ['tag_code']],
        'tag_values': ['tags', ['tag_code']],
        'tag_parameters': ['tags', ['tag_code', 'parameter']],
        'tag_approvals': ['tags', ['tag_code', 'version']],
        'rfm_segments': ['segments', []],
        'segments': ['segments', ['segment_code']],
        'segment_conditions': ['segments', ['segment_code']],
        'campaigns': ['campaigns', ['campaign_code']],
        'destinations': ['feed', ['destination']],
        'synonyms': ['cleaning', ['entity', 'column_name', 'raw_word']],
        'placeholder_values': ['cleaning', ['entity', 'column_name', 'value']],
        'counted_orders': ['cleaning', ['column_name', 'code']],
        'suspicious_limits': ['cleaning', ['check_name']],
        'identifier_rules': ['identity', ['identifier_type']],
        'source_priorities': ['identity', ['attribute_name', 'source_system']],
        'purposes': ['privacy', ['purpose']],
        'retention_limits': ['privacy', ['entity']],
    }) -}}
{%- endmacro %}

{% macro seed_columns(seed, columns, file, pack=none, overridden_by=none) -%}
    {#- The rows of a seed that has the columns of a shipped one, as text; stops if it has others. dbt may have read
        cells as numbers, and 3 as 3.0 if another cell is 0.5. -#}
    {%- set found, floats = column_names(ref(seed)), [] -%}
    {%- for column in adapter.get_columns_in_relation(ref(seed)) if found and column.is_float() -%}
        {%- do floats.append(column.name) -%}
    {%- endfor -%}
    {%- for column in found if column not in columns -%}
        {{- exceptions.raise_compiler_error('PROBLEM ' ~ file ~ ', row 1 (headings): column ' ~ column
            ~ ' is unknown; the columns are ' ~ columns | join(', ')) -}}
    {%- endfor -%}
    {%- for column in columns if found and column not in found -%}
        {{- exceptions.raise_compiler_error('PROBLEM ' ~ file ~ ', row 1 (headings): column ' ~ column
            ~ ' is missing; add it, if only with empty cells') -}}
    {%- endfor -%}
    {%- set text = dbt.type_string() -%}
    select
        {%- for column in columns %}
        {{ replace_regex('cast(' ~ column ~ ' as ' ~ text ~ ')', '[.]0$', []) if column in floats
            else 'cast(' ~ column ~ ' as ' ~ text ~ ')' }} as {{ column }},
        {%- endfor %}
        '{{ file }}' as seed_file,
        cast({{ "'" ~ pack ~ "'" if pack else 'null' }} as {{ text }}) as pack,
        cast({{ "'" ~ overridden_by ~ "'" if overridden_by else 'null' }} as {{ text }}) as overridden_by
    from {{ ref(seed) }} as shipped
{%- endmacro %}

{% macro rows_left(own_seed, key) %}
    where not exists (
        select 1 from {{ ref(own_seed) }} as own
        where 1 = 1
        {#- dbt may have read cells of the own seed as numbers #}
        {%- set text = dbt.type_string() %}
        {%- for column in key %}
            and cast(own.{{ column }} as {{ text }}) = cast(shipped.{{ column }} as {{ text }})
        {%- endfor %}
    )
{%- endmacro %}

{% macro check_own_seeds() -%}
    {#- on-run-start: a seed of the data set that its vars do not list would silently change nothing. -#}
    {%- for id, node in (graph.nodes.items() if execute else []) if id.startswith('seed.') -%}
        {%- set name = node.name.split('__', 1)[-1] -%}
        {%- if node.original_file_path.startswith('data_sets/')
                and name not in var('own_seeds', []) | select('in', replaceable_seeds()) -%}
            {{- exceptions.raise_compiler_error(
                'PROBLEM ' ~ node.original_file_path ~ ': is not used; call it ' ~ var('data_set') ~ '__<seed>.csv '
                ~ 'after one of ' ~ replaceable_seeds() | join(', ')
                ~ ', and list that seed in own_seeds of data_sets/' ~ var('data_set') ~ '/vars.yml'
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
