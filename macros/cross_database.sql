{#- SQL that differs by engine and for which dbt has no macro. `default__` is the DuckDB version; other engines override
    it through adapter.dispatch. -#}

{% macro duckdb__safe_cast(field, type) -%}
    {#- dbt.safe_cast for DuckDB, which is a plain cast in dbt-duckdb: null where the text is not a valid value. -#}
    try_cast({{ field }} as {{ type }})
{%- endmacro %}

{% macro postgres__safe_cast(field, type) -%}
    {#- dbt.safe_cast for Postgres, whose casts fail. The pattern keeps out what only Postgres reads: `today`, `NaN`,
        20250101. -#}
    {%- set text = "cast(" ~ field ~ " as text)" -%}
    {%- set is_time = (type | string | lower).startswith(('date', 'timestamp')) -%}
    {%- set pattern = '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9:.]+)?$' if is_time else '^[-+0-9.eE ]+$' -%}
    case
        when {{ text }} ~ '{{ pattern }}' and pg_input_is_valid({{ text }}, '{{ type }}')
            then cast({{ field }} as {{ type }})
    end
{%- endmacro %}

{% macro spark__safe_cast(field, type) -%}
    {#- dbt.safe_cast for Spark, which is a plain cast in dbt-spark. -#}
    try_cast({{ field }} as {{ type }})
{%- endmacro %}

{% macro spark__type_float() -%}
    {#- dbt.type_float for Spark, whose float has only 7 digits. -#}
    double
{%- endmacro %}

{% macro duckdb__type_float() -%}
    {#- dbt.type_float for DuckDB, whose float has only 7 digits. -#}
    double
{%- endmacro %}

{% macro duckdb__load_csv_rows(model, agate_table) -%}
    {#- Seeds are loaded dbt's own way, as on every engine, not through DuckDB's CSV sniffer, which guesses at quotes
        and comments. dbt v2 has its own reader. -#}
    {%- if dbt_version.startswith('2') -%}
        {{ return(dbt_duckdb.duckdb__load_csv_rows(model, agate_table)) }}
    {%- endif -%}
    {{ return(default__load_csv_rows(model, agate_table)) }}
{%- endmacro %}

{% macro matches_regex(text, pattern) -%}
    {#- Whether `text` matches the POSIX pattern; the caller anchors it. -#}
    {{ adapter.dispatch('matches_regex')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_regex(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__matches_regex(text, pattern) -%}
    ({{ text }} ~ '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches_regex(text, pattern) -%}
    {#- a $ would also match before a final line break -#}
    ({{ text }} rlike '{{ pattern[:-1] ~ '\\\\z' if pattern.endswith('$') else pattern }}')
{%- endmacro %}

{% macro replace_regex(text, pattern, parts) -%}
    {#-
        Replaces all matches of the pattern.

        parts:   the replacement: text, and numbers of groups of the pattern
    -#}
    {{ adapter.dispatch('replace_regex')(text, pattern, parts) }}
{%- endmacro %}

{% macro default__replace_regex(text, pattern, parts) -%}
    {%- set replacement -%}
        {%- for part in parts -%}{{ '\\' ~ part if part is number else part }}{%- endfor -%}
    {%- endset -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_regex(text, pattern, parts) -%}
    {%- set replacement -%}
        {%- for part in parts -%}{{ '$' ~ part if part is number else part }}{%- endfor -%}
    {%- endset -%}
    {#- Java knows the class of control characters by another name -#}
    regexp_replace({{ text }}, '{{ pattern | replace('[:cntrl:]', '\\\\p{Cntrl}') }}', '{{ replacement }}')
{%- endmacro %}

{% macro utc_to_local(timestamp, timezone, only_if=none) -%}
    {#- A UTC timestamp (without zone) as the wall-clock timestamp of an IANA time zone.

        only_if:  condition; where it is false, the timestamp stays as it is -#}
    {%- set zone = "'" ~ timezone ~ "'" -%}
    {%- if only_if -%}
        {%- set zone = '(case when ' ~ only_if ~ ' then ' ~ zone ~ " else 'UTC' end)" -%}
    {%- endif -%}
    {{ adapter.dispatch('utc_to_local')(timestamp, zone) }}
{%- endmacro %}

{% macro default__utc_to_local(timestamp, zone) -%}
    (({{ timestamp }}) at time zone 'UTC' at time zone {{ zone }})
{%- endmacro %}

{% macro spark__utc_to_local(timestamp, zone) -%}
    from_utc_timestamp({{ timestamp }}, {{ zone }})
{%- endmacro %}

{% macro offset_to_local(text, timezone) -%}
    {#- An ISO time with an offset (Z or +08:00) as the wall-clock timestamp of a time zone, without fractions of a
        second; null if it is no real time. -#}
    {{ adapter.dispatch('offset_to_local')(text, timezone) }}
{%- endmacro %}

{% macro default__offset_to_local(text, timezone) -%}
    date_trunc('second', try_cast({{ text }} as timestamptz) at time zone '{{ timezone }}')
{%- endmacro %}

{% macro postgres__offset_to_local(text, timezone) -%}
    case
        when {{ dbt.safe_cast('substring(' ~ text ~ ', 1, 10)', 'date') }} is not null
            then date_trunc('second', cast({{ text }} as timestamptz) at time zone '{{ timezone }}')
    end
{%- endmacro %}

{% macro spark__offset_to_local(text, timezone) -%}
    date_trunc('second', from_utc_timestamp(try_cast({{ text }} as timestamp), '{{ timezone }}'))
{%- endmacro %}

{% macro json_text(text) -%}
    {#- A text as JSON, in double quotes. In a literal of Spark, two backslashes are one. -#}
    {%- set backslash = '\\\\' if target.type == 'spark' else '\\' -%}
    '"' || replace(replace({{ text }}, '{{ backslash }}', '{{ backslash * 2 }}'), '"', '{{ backslash }}"') || '"'
{%- endmacro %}

{% macro json_list(column, condition) -%}
    {#-
        Aggregate: the text values of the rows that meet the condition as a JSON list in ascending order, `["a", "b"]`;
        null without such a row. Text, not an engine's list type, because every tool reads text.
    -#}
    {{ adapter.dispatch('json_list')(column, condition) }}
{%- endmacro %}

{% macro default__json_list(column, condition) -%}
    '[' || string_agg({{ json_text(column) }}, ', ' order by {{ column }}) filter (where {{ condition }}) || ']'
{%- endmacro %}

{% macro spark__json_list(column, condition) -%}
    {%- set values = "array_sort(collect_list(" ~ column ~ ") filter (where " ~ condition ~ "))" -%}
    case
        when size({{ values }}) > 0
            then '[' || array_join(
                transform({{ values }}, value -> {{ json_text('value') }}), ', '
            ) || ']'
    end
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {#- Every column of a seed is declared as varchar, which Spark calls string. -#}
    {%- call statement('_') -%}
        create table {{ this.render() }} (
        {%- for column in agate_table.column_names %}
            {{ column }} {{ dbt.type_string() }}{{ ',' if not loop.last }}
        {%- endfor %}
        )
        {{ file_format_clause() }}
    {%- endcall -%}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {#- One insert with text in quotes; that of dbt-spark fails on quotes inside the text. -#}
    {%- call statement('_') -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows if row.values() | reject('none') | list %}
            (
            {%- for value in row -%}
                {%- if value is none -%}
                    null
                {%- else -%}
                    '{{ value | string | replace('\\', '\\\\') | replace("'", "\\'") }}'
                {%- endif -%}
                {{ ', ' if not loop.last }}
            {%- endfor -%}
            ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endcall -%}
{%- endmacro %}

{% macro delete_rows(relation, condition) -%}
    {#- Statements that delete the rows of a log for which a condition holds. -#}
    {{ return(adapter.dispatch('delete_rows', 'customer_tags')(relation, condition)) }}
{%- endmacro %}

{% macro default__delete_rows(relation, condition) -%}
    delete from {{ relation }} where {{ condition }};
{%- endmacro %}

{% macro spark__delete_rows(relation, condition) -%}
    {#- Spark's tables cannot delete rows: the others are written again, if there are any to delete. -#}
    {%- if run_query('select 1 as found from ' ~ relation ~ ' where ' ~ condition ~ ' limit 1').rows -%}
        {%- set others = ' where case when ' ~ condition ~ ' then 1 else 0 end = 0' -%}
        {%- do rewrite(relation, 'select * from ' ~ relation ~ others) -%}
    {%- endif -%}
{%- endmacro %}

{% macro rewrite(relation, rows) -%}
    {#- Replaces the rows of a table on Spark by those of a query on it, so that a killed run loses nothing: they are
        kept in <table>__kept until the table has them; finish_rewriting does what was left. -#}
    {%- set kept = relation ~ '__kept' -%}
    {%- do run_query('create table ' ~ kept ~ ' using parquet as ' ~ rows) -%}
    {%- do put_back(relation, kept) -%}
{%- endmacro %}

{% macro put_back(relation, kept) -%}
    {%- do run_query('insert overwrite table ' ~ relation ~ ' select * from ' ~ kept) -%}
    {%- do run_query('drop table ' ~ kept) -%}
{%- endmacro %}

{% macro finish_rewriting() -%}
    {#- on-run-start: on Spark, gives logs the rows that a killed run kept. -#}
    {%- for layer in ['history', 'marts'] if execute and target.type == 'spark' -%}
        {%- set schema = generate_schema_name(layer, none) -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- for kept in run_query('show tables in ' ~ schema ~ " like '*__kept'").columns[1].values() -%}
            {%- do put_back(schema ~ '.' ~ kept[:-6], schema ~ '.' ~ kept) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{% macro redact_payloads() -%}
    {#- post-hook of cdp_profile_changes: of a key that was deleted, no earlier payload is kept. -#}
    {{ return(adapter.dispatch('redact_payloads', 'customer_tags')()) }}
{%- endmacro %}

{% macro default__redact_payloads() -%}
    update {{ this }} as former
    set operation = 'delete', payload = null, payload_hash = null, previous_hash = null, cause = 'removed'
    where former.operation = 'upsert' and exists (
        select 1 from {{ this }} as later
        where later.destination = former.destination and later.key = former.key
            and later.sequence > former.sequence and later.operation = 'delete'
    )
{%- endmacro %}

{% macro spark__redact_payloads() -%}
    {%- set set_to = {
        'operation': "'delete'", 'payload': 'null', 'payload_hash': 'null', 'previous_hash': 'null',
        'cause': "'removed'",
    } -%}
    {%- set is_gone = "former.operation = 'upsert' and former.sequence < deletes.sequence" -%}
    {%- set deletes = "(select destination, key, max(sequence) as sequence from " ~ this
        ~ " where operation = 'delete' group by destination, key) as deletes" -%}
    {%- set joined = this ~ ' as former left join ' ~ deletes
        ~ ' on former.destination = deletes.destination and former.key = deletes.key' -%}
    {%- if execute and run_query('select 1 as found from ' ~ joined ~ ' where ' ~ is_gone ~ ' limit 1').rows -%}
        {%- set columns = [] -%}
        {%- for column in column_names(this) -%}
            {%- do columns.append(
                'case when ' ~ is_gone ~ ' then ' ~ set_to[column] ~ ' else former.' ~ column ~ ' end as ' ~ column
                if column in set_to else 'former.' ~ column
            ) -%}
        {%- endfor -%}
        {%- do rewrite(this, 'select ' ~ columns | join(', ') ~ ' from ' ~ joined) -%}
    {%- endif -%}
{%- endmacro %}
