{% macro print_problems(results) -%}
    {#-
        on-run-end: tells every fault in one line, with file, row and remedy. Tests that return a `problem` text store
        it; by itself dbt only says "Got 1 result". Other failing tests are named with the number of rows.
    -#}
    {%- if execute -%}
        {%- set lines = [] -%}
        {%- for result in results if result.status in ('fail', 'error', 'runtime error', 'warn') -%}
            {%- set node = result.node -%}
            {%- if node.resource_type == 'seed' -%}
                {%- do lines.append(seed_problem(node, result.message)) -%}
            {%- elif node.resource_type == 'test' and result.status in ('fail', 'warn') and node.config.store_failures -%}
                {%- set stored = run_query('select distinct problem from ' ~ node.relation_name ~ ' order by problem') -%}
                {%- for row in stored.rows[:20] -%}
                    {%- do lines.append(row[0]) -%}
                {%- endfor -%}
                {%- if stored.rows | length > 20 -%}
                    {%- do lines.append('and ' ~ (stored.rows | length - 20) ~ ' more in ' ~ node.relation_name) -%}
                {%- endif -%}
            {%- elif node.resource_type == 'test' and result.status in ('fail', 'warn') -%}
                {%- do lines.append(
                    node.original_file_path ~ ': test ' ~ node.name ~ ' found ' ~ result.failures
                    ~ ' rows; see them with dbt show --select ' ~ node.name
                ) -%}
            {%- elif node.resource_type == 'model' and 'No files found' in (result.message | string) -%}
                {%- do lines.append(
                    (result.message | string).split('\n')[-1] | trim
                    ~ '; put the raw file there (make data), or correct raw_dir or the system\'s __sources.yml'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for line in lines | unique -%}
            {{- log('PROBLEM ' ~ line, info=true) -}}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro seed_problem(seed, message) -%}
    {#- One line for a seed file that could not even be loaded. -#}
    {%- set text = message | string -%}
    {%- if 'codec' in text -%}
        {{- return(seed.original_file_path ~ ': is not UTF-8 (' ~ text.split('\n')[-1] | trim
            ~ '); save it as "CSV UTF-8"') -}}
    {%- else -%}
        {{- return(seed.original_file_path ~ ': cannot be read as CSV (' ~ text.replace('\n', ' ') | trim
            ~ '); give every row as many cells as the headings, and quote cells that hold commas') -}}
    {%- endif -%}
{%- endmacro %}
