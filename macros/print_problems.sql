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
                {%- set file = modules.re.search('No files found that match the pattern "([^"]*)"', result.message) -%}
                {%- do lines.append(
                    (file.group(1) if file else node.original_file_path) ~ ': is not there; put the raw file there, '
                    ~ 'or correct raw_dir or the external_location in the system\'s __sources.yml'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for line in lines | unique -%}
            {{- log('PROBLEM ' ~ line, info=true) -}}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro seed_problem(seed, message) -%}
    {#- One line for a seed file that could not even be loaded. dbt counts rows from 0 below the headings. -#}
    {%- set text = message | string -%}
    {%- set cells = modules.re.search('Row ([0-9]+) has ([0-9]+) values, but Table only has ([0-9]+) columns', text) -%}
    {%- if cells -%}
        {{- return(
            seed.original_file_path ~ ', row ' ~ (cells.group(1) | int + 2) ~ ': has ' ~ cells.group(2)
            ~ ' cells under ' ~ cells.group(3) ~ ' headings; delete the extra cell, or quote text that holds a comma'
        ) -}}
    {%- endif -%}
    {{- return(
        seed.original_file_path ~ ': cannot be loaded (' ~ text.split('\n') | map('trim') | join(' ')
        ~ '); save it as CSV with the headings in the first row'
    ) -}}
{%- endmacro %}
