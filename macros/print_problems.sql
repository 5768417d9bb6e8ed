{% macro print_problems(results) -%}
    {#-
        on-run-end: prints each problem or warning on one line, with file, row and remedy. Tests that return a `problem`
        text store it, because dbt itself only says "Got 1 result". Other failing tests are listed with their number of
        rows.
    -#}
    {%- if execute -%}
        {%- set printed = [] -%}
        {%- for result in results if result.status in ('fail', 'error', 'runtime error', 'warn') -%}
            {%- set node, lines = result.node, [] -%}
            {%- if node.resource_type == 'seed' -%}
                {%- do lines.append(seed_problem(node, result.message)) -%}
            {%- elif node.resource_type == 'test' and result.status in ('fail', 'warn')
                    and node.config.store_failures -%}
                {%- set problems = 'select distinct problem from ' ~ node.relation_name ~ ' order by problem' -%}
                {%- set stored = run_query(problems) -%}
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
            {%- elif node.resource_type in ('model', 'unit_test') and column_problem(node, result.message) -%}
                {%- do lines.append(column_problem(node, result.message)) -%}
            {%- elif node.resource_type == 'unit_test' and result.status == 'fail' -%}
                {#- a unit test that ran gives its model by id, one that could not be compiled by name -#}
                {%- do lines.append(
                    node.tested_node_unique_id.split('.')[-1] ~ '.sql: unit test ' ~ node.name
                    ~ ' fails; dbt shows above what it expects and what it got'
                ) -%}
            {%- elif node.resource_type == 'model' and 'No files found' in (result.message | string) -%}
                {%- set file = modules.re.search('No files found that match the pattern "([^"]*)"', result.message) -%}
                {%- do lines.append(
                    (file.group(1) if file else node.original_file_path) ~ ': is not there; put the raw file there, '
                    ~ 'or correct raw_dir or the external_location in the system\'s __sources.yml'
                ) -%}
            {%- elif node.resource_type == 'model' and 'sniffing file' in (result.message | string) -%}
                {%- do lines.extend(unreadable_file(result.message | string)) -%}
            {%- endif -%}
            {%- for line in lines -%}
                {%- do printed.append(('WARNING ' if result.status == 'warn' else 'PROBLEM ') ~ line) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for line in printed | unique -%}
            {{- log(line, info=true) -}}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro seed_problem(seed, message) -%}
    {#- One line for a seed file that could not be loaded. dbt counts rows from 0, below the headings. -#}
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

{% macro column_problem(node, message) -%}
    {#- One line for a model, or the model of a unit test, that lacks a column: usually a step of a new tag was left
        out. -#}
    {%- set text = message | string -%}
    {%- set model = node.model if node.resource_type == 'unit_test' else node.name -%}
    {%- set file = model ~ '.sql' -%}
    {%- set unread = modules.re.search('Referenced (column|table) "([^"]+)" not found', text) -%}
    {%- set ungiven = modules.re.search('"([^"]+)" does not have a column named "([^"]+)"', text) -%}
    {%- set unexpected = modules.re.search("Invalid column name: '([^']+)' in unit test fixture for expected", text) -%}
    {%- set uncontracted = modules.re.search('[|] +([a-z0-9_]+) +[|].*missing in (contract|definition)', text) -%}
    {%- if unexpected -%}
        {{- return(file ~ ': has no column ' ~ unexpected.group(1) ~ ', which its unit test ' ~ node.name
            ~ ' expects; add the column, or correct the test') -}}
    {%- elif ungiven and ungiven.group(1) == 'computed' -%}
        {%- set tag_code = ungiven.group(2).split('__')[0] -%}
        {%- for pack in active_packs() if tag_code in contract_columns(mart='customer_tags__' ~ pack) -%}
            {{- return('models/packs/' ~ pack ~ '/intermediate/int_tags__' ~ pack ~ '.sql: does not give '
                ~ ungiven.group(2) ~ ', which the contract of customer_tags__' ~ pack ~ ' lists; add it, or take the '
                ~ 'column out') -}}
        {%- endfor -%}
        {{- return('models/intermediate/tags: no model gives ' ~ ungiven.group(2) ~ ', which the contract of '
            ~ 'customer_tags lists; add the tag to the model of its dimension (a band tag: to the list of '
            ~ 'int_tags__bands.sql), or take the column out') -}}
    {%- elif ungiven -%}
        {{- return(file ~ ': reads ' ~ ungiven.group(2) ~ ', which ' ~ ungiven.group(1)
            ~ ' does not give; add it there, or take it out here') -}}
    {%- elif unread and unread.group(1) == 'table' -%}
        {{- return(file ~ ': reads ' ~ unread.group(2) ~ ', which it does not join; add its join_band or join') -}}
    {%- elif unread -%}
        {{- return(file ~ ': reads the column ' ~ unread.group(2)
            ~ ', which no model before it gives; add it there, or correct the name here') -}}
    {%- elif uncontracted and uncontracted.group(2) == 'contract' -%}
        {{- return(file ~ ': column ' ~ uncontracted.group(1)
            ~ ' is not described; add it to the __models.yml of its folder') -}}
    {%- elif uncontracted -%}
        {{- return(file ~ ': has no column ' ~ uncontracted.group(1)
            ~ ', which the __models.yml of its folder describes; add it, or take out its description') -}}
    {%- endif -%}
    {{- return('') -}}
{%- endmacro %}

{% macro print_record_counts(results) -%}
    {#- on-run-end: what became of the rows of every entity and system, if this run counted them, and how many customers
        have orders, all of which were rejected. -#}
    {%- set counted = results | selectattr('node.name', 'equalto', 'stg_record_counts')
        | selectattr('status', 'equalto', 'success') | list -%}
    {%- if execute and counted -%}
        {%- set counts = counted[0].node.relation_name -%}
        {%- set rejected = counts | replace('stg_record_counts', 'stg_rejected_records') -%}
        {%- set orders = counts | replace('stg_record_counts', 'stg_orders__validated') -%}
        {%- set line = '%-18s %-20s' ~ ' %10s' * 6 ~ '  %s' -%}
        {%- set headings = (
            'source system', 'entity', 'rows', 'clean', 'duplicate', 'conflict', 'redacted', 'rejected', 'for'
        ) -%}
        {{- log(line % headings, info=true) -}}
        {%- set reasons = {} -%}
        {%- for row in run_query(
            'select source_system, entity, rejection_reason, count(*) from ' ~ rejected
            ~ " where rejection_reason not in ('erased', 'expired') group by 1, 2, 3 order by 4 desc, 3"
        ).rows -%}
            {%- do reasons.setdefault(row[0] ~ '.' ~ row[1], []).append(row[2] ~ ' ' ~ row[3]) -%}
        {%- endfor -%}
        {%- for row in run_query(
            'select source_system, entity, base_count, clean_count, duplicate_count, conflict_count, redacted_count, '
            ~ 'rejected_count from ' ~ counts ~ ' order by 1, 2'
        ).rows -%}
            {{- log(line % (row.values() + (reasons.get(row[0] ~ '.' ~ row[1], []) | join(', '),)), info=true) -}}
        {%- endfor -%}
        {%- set hidden = run_query(
            'select count(*) from (select 1 from ' ~ orders
            ~ ' where source_customer_id is not null group by source_system, source_customer_id '
            ~ 'having max(case when version_rank = 1 then 1 else 0 end) = 0 and max(case when rejection_reason not in '
            ~ "('erased', 'orphan') then 1 else 0 end) = 1) as customers"
        ).rows[0][0] -%}
        {%- if hidden -%}
            {{- log('WARNING ' ~ hidden ~ ' customer records have orders, all of which were rejected; their '
                ~ 'lifecycle_stage is unknown', info=true) -}}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
