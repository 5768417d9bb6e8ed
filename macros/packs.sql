{#- Industry packs (docs/packs): those of var('packs') join the core by the names of their macro, seeds and models. -#}

{% macro active_packs() -%}
    {#- The packs that are switched on; stops at one that does not exist. None in unit tests: those of the core must not
        depend on what is on. -#}
    {%- if model is defined and model.resource_type == 'unit_test' -%}
        {{- return([]) -}}
    {%- endif -%}
    {%- set wanted = var('packs') -%}
    {%- if wanted is string or wanted is mapping or wanted is not iterable -%}
        {{- exceptions.raise_compiler_error('PROBLEM var packs is ' ~ wanted ~ '; list packs, such as [insurance]') -}}
    {%- endif -%}
    {#- data tests see few macros while dbt parses -#}
    {%- for pack in wanted if model.resource_type != 'test' and context[pack ~ '_pack'] is not defined -%}
        {{- exceptions.raise_compiler_error('PROBLEM var packs: there is no pack ' ~ pack
            ~ '; correct the name, or give it a macro ' ~ pack ~ '_pack in macros/packs (docs/packs/README.md)') -}}
    {%- endfor -%}
    {{- return(wanted) -}}
{%- endmacro %}

{% macro score_names() -%}
    {#- Scores that systems may give in the entity model_scores: those of the core, then of packs. -#}
    {%- set names = ['churn_probability', 'purchase_probability_90d', 'predicted_value_3y'] -%}
    {%- for pack in active_packs() -%}
        {%- do names.extend(context[pack ~ '_pack']().score_names or []) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro %}

{% macro tag_seed(name, pack) -%}
    {#- The file of a seed of the catalogue, in which the rows of a pack (an expression; null for the core) are. -#}
    case
        when {{ pack }} is null then 'seeds/tags/{{ name }}.csv'
        else 'seeds/packs/' || {{ pack }} || '/' || {{ pack }} || '__{{ name }}.csv'
    end
{%- endmacro %}

{% macro packs_with(property) -%}
    {#- Packs whose macro says so: has_multi_valued_tags (model int_multi_tag_values__<pack>), has_parameters (seed
        <pack>__tag_parameters and model int_tag_parameters__<pack>). -#}
    {%- set found = [] -%}
    {%- for pack in active_packs() if context[pack ~ '_pack'] is defined and context[pack ~ '_pack']()[property] -%}
        {%- do found.append(pack) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro pack_numbers() -%}
    {#- Numbers of int_customer_metrics__<pack>, each with its pack, for customer_metrics and for segments: all but
        those behind medical tags. None while dbt only parses. -#}
    {%- set found = [] -%}
    {%- for pack in active_packs() -%}
        {%- set medical = tags_where("sensitivity = 'medical'", 'metric').values() | list -%}
        {%- set metrics = ref('int_customer_metrics__' ~ pack) -%}
        {%- for column in (adapter.get_columns_in_relation(metrics) if execute else []) -%}
            {#- dbt's is_number() does not know int of Spark and decimal(18,2) of DuckDB -#}
            {%- set is_number = modules.re.match('(big|small|huge)?int(eger)?$|decimal|numeric|double|real|float',
                column.dtype | lower) -%}
            {%- if is_number and column.name not in medical -%}
                {%- do found.append((pack, column.name)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro check_packs() -%}
    {#- on-run-start: what a pack must have. dbt leaves a test out, with a warning at most, if a model that it reads is
        missing, and as long as it has parsed the rest before. -#}
    {%- set needed = [] -%}
    {%- for pack in active_packs() -%}
        {%- do needed.extend(['int_customer_metrics__' ~ pack, 'int_tags__' ~ pack, 'int_customer_records__' ~ pack,
            'customer_tags__' ~ pack]) -%}
    {%- endfor -%}
    {%- for pack in packs_with('has_multi_valued_tags') -%}
        {%- do needed.append('int_multi_tag_values__' ~ pack) -%}
    {%- endfor -%}
    {%- for pack in packs_with('has_parameters') -%}
        {%- do needed.append('int_tag_parameters__' ~ pack) -%}
    {%- endfor -%}
    {%- for name in needed if execute and 'model.' ~ project_name ~ '.' ~ name not in graph.nodes -%}
        {{- exceptions.raise_compiler_error('PROBLEM models/packs: there is no model ' ~ name
            ~ '; write it (docs/packs/README.md)') -}}
    {%- endfor -%}
    {%- for name in ['assert_tag_parameters_are_valid', 'assert_wide_and_long_tags_agree',
            'assert_history_ends_with_customer_tags'] if execute and active_packs()
            and not graph.nodes.values() | selectattr('name', 'equalto', name) | list -%}
        {{- exceptions.raise_compiler_error('PROBLEM dbt has left out the test ' ~ name ~ ', because a model of a pack '
            ~ 'was missing when it parsed the project; delete target/partial_parse.msgpack') -}}
    {%- endfor -%}
{%- endmacro %}
