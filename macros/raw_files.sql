{#- Raw CSV files that cannot be read (DuckDB only; other engines read tables). DuckDB's own messages show the line,
    which may hold personal values, so these say file and line number only. -#}

{% macro stop_at_unreadable_lines() -%}
    {#- post-hook of staging: stops the model if the CSV reader left out a line (var csv_options: store_rejects). -#}
    {%- if execute and target.type == 'duckdb' -%}
        {%- set kept = "select 1 from duckdb_tables() where table_name = 'reject_errors' and temporary" -%}
        {%- set problems = unreadable_lines() if run_query(kept).rows | length > 0 else [] -%}
        {%- if problems -%}
            {{- exceptions.raise_compiler_error('PROBLEM ' ~ problems | join('\nPROBLEM ')) -}}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro unreadable_lines() -%}
    {#- One line for each line of a CSV file that DuckDB left out in this session, at most 20. -#}
    {%- set found = run_query("
        select
            scans.file_path || ', line ' || errors.line || ': ' || case min(errors.error_type)
                when 'TOO MANY COLUMNS'
                    then 'has more cells than headings; quote text that contains a comma, or delete the extra cell'
                when 'MISSING COLUMNS'
                    then 'has fewer cells than headings; add the missing ones, or quote text that contains a line break'
                when 'INVALID ENCODING'
                    then 'is not UTF-8; convert the file: make convert-to-utf8 FILE=' || scans.file_path
                when 'LINE SIZE OVER MAXIMUM' then 'is too long; close the quote that was opened before'
                else 'has a quote that is not closed, or stands inside a cell; write a quote inside text twice'
            end
        from reject_errors as errors
        inner join reject_scans as scans on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
        group by scans.file_path, errors.line
        order by scans.file_path, errors.line
        limit 20
    ") -%}
    {{- return(found.columns[0].values() | list) -}}
{%- endmacro %}

{% macro check_headings() -%}
    {#- pre-hook of base models: stops if a raw CSV file has no headings, or is separated by other marks than it should
        be. The engine would list what it takes for headings, and those could be the values of a person: it drops a
        first row that is not UTF-8 and takes the next one. -#}
    {%- if execute and target.type == 'duckdb' -%}
        {%- for id in model.depends_on.nodes if id in graph.sources -%}
            {%- set source_node = graph.sources[id] -%}
            {%- set relation = source(source_node.source_name, source_node.name) -%}
            {%- if 'read_csv' in relation | string -%}
                {%- set file = modules.re.search("read_csv\('([^']*)'", relation | string).group(1) -%}
                {%- set headings = run_query('describe select * from ' ~ relation).columns[0].values() -%}
                {%- for mark, name in {';': 'semicolons', '\t': 'tabs', '|': 'vertical bars'}.items() -%}
                    {%- if headings | length == 1 and mark in headings[0] -%}
                        {{- exceptions.raise_compiler_error('PROBLEM ' ~ file ~ ': looks separated by ' ~ name
                            ~ '; save it with commas, or set delim in the var csv_options') -}}
                    {%- endif -%}
                {%- endfor -%}
                {%- for heading in headings
                    if modules.re.search('@|^[+]?[0-9 -]{7,}$|^[0-9]{4}[-/.][0-9]', heading) -%}
                    {{- exceptions.raise_compiler_error('PROBLEM ' ~ file ~ ', row 1: looks like data, '
                        ~ 'not like headings; write the names of the columns into the first row') -}}
                {%- endfor -%}
                {%- set words = modules.re.sub("'[^']*'", ' ', model.raw_code) | lower -%}
                {%- set read = [] -%}
                {%- for heading in headings if heading | lower in words -%}{%- do read.append(heading) -%}{%- endfor -%}
                {%- if ' as ' in words and not read -%}
                    {{- exceptions.raise_compiler_error('PROBLEM ' ~ file ~ ', row 1: has none of the columns that '
                        ~ model.name ~ ' reads; is it UTF-8 (else: make convert-to-utf8 FILE=' ~ file
                        ~ '), and are its headings in the first row?') -}}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro unreadable_file(message) -%}
    {#- The lines at fault in a CSV file of which DuckDB cannot even make out the cells, by its error message. -#}
    {%- set file = modules.re.search('sniffing file "([^"]*)"', message).group(1) -%}
    {%- set first = "read_csv('" ~ file ~ "', header = false, auto_detect = false, delim = ',', quote = '\"', "
        ~ "escape = '\"', null_padding = true, ignore_errors = true, columns = {" -%}
    {%- set cells = [] -%}
    {%- for number in range(200) -%}{%- do cells.append("'c" ~ number ~ "': 'varchar'") -%}{%- endfor -%}
    {%- set row = run_query('select * from ' ~ first ~ cells | join(', ') ~ '}) limit 1') -%}
    {%- set names = [] -%}
    {%- for cell in (row.rows[0] if row.rows else []) if cell is not none -%}
        {%- do names.append("'c" ~ loop.index ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- if names -%}
        {%- do run_query("select count(*) from read_csv('" ~ file ~ "', header = true, auto_detect = false, "
            ~ "delim = ',', quote = '\"', escape = '\"', ignore_errors = true, store_rejects = true, "
            ~ 'rejects_limit = 20, columns = {' ~ names | join(', ') ~ '})') -%}
    {%- endif -%}
    {%- set lines = unreadable_lines() if names else [] -%}
    {{- return(lines or [file ~ ': cannot be read as CSV; save it as UTF-8, with commas, and quotes around text']) -}}
{%- endmacro %}
