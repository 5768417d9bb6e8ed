{% macro note_run_state(results=none) -%}
    {#- on-run-start and on-run-end: keeps why what the last run left is not fit to be published; null if it is. A run
        that is killed leaves what it noted first. -#}
    {%- if not execute or flags.WHICH not in ('build', 'run', 'seed') -%}
        {{- return('') -}}
    {%- endif -%}
    {%- set problem = 'the last build was stopped, or is still running' -%}
    {%- set fine = ['success', 'pass', 'warn', 'skipped', 'no-op'] -%}
    {%- if results is not none -%}
        {%- set good = results | selectattr('status', 'in', ['success', 'pass', 'warn'])
            | map(attribute='node.unique_id') | list -%}
        {#- tests of what is switched off stay in the graph -#}
        {%- set wanted = graph.nodes.values() | selectattr('resource_type', 'in', ['seed', 'model', 'test'])
            | selectattr('config.enabled') | map(attribute='unique_id') -%}
        {%- set failed = results | rejectattr('status', 'in', fine) | list -%}
        {%- set problem = failed | length ~ ' models or tests of the last build failed' if failed
            else 'the last build was made with --empty' if flags.EMPTY
            else 'the last build left out models or tests' if wanted | reject('in', good) | list
            else none -%}
    {%- endif -%}
    {%- if target.type == 'spark' %}
    create or replace view {{ target.schema }}.last_run as
    {%- else %}
    drop table if exists {{ target.schema }}.last_run;
    create table {{ target.schema }}.last_run as
    {%- endif %}
    select cast({{ "'" ~ problem ~ "'" if problem else 'null' }} as {{ dbt.type_string() }}) as problem
{%- endmacro %}

{% macro publish(into=none) -%}
    {#- dbt run-operation publish. On PostgreSQL: copies the marts into the schema `published`, all at once; who reads
        the former tables reads on. On Spark: copies them into one of two schemas, `published_0` and `published_1`, then
        points the views of `published` there, one after the other. On DuckDB, scripts/publish.py publishes a file.

        into:  the schema that readers know, without the prefix of the target schema -#}
    {%- set published = into or generate_schema_name('published', none) -%}
    {%- set marts_schema = generate_schema_name('marts', none) -%}
    {%- set problem = run_query('select problem from ' ~ target.schema ~ '.last_run').rows[0][0] -%}
    {%- if problem -%}
        {{- exceptions.raise_compiler_error('PROBLEM not published: ' ~ problem ~ '; run dbt build') -}}
    {%- endif -%}
    {%- if target.type == 'spark' -%}
        {{- return(publish_on_spark(marts_schema, published)) -}}
    {%- endif -%}
    {%- set marts = run_query(
        "select table_name from information_schema.tables where table_schema = '" ~ marts_schema
        ~ "' order by table_name"
    ).columns[0].values() -%}
    {%- call statement('publish', auto_begin=true) -%}
        set local lock_timeout = '60s';
        create schema if not exists {{ published }};
        drop schema if exists {{ published }}_next cascade;
        create schema {{ published }}_next;
        {%- for mart in marts %}
        create table {{ published }}_next.{{ mart }} as table {{ marts_schema }}.{{ mart }};
        {%- endfor %}
        {%- for role in var('mart_readers', []) %}
        grant usage on schema {{ published }}_next to {{ role }};
        grant select on all tables in schema {{ published }}_next to {{ role }};
        {%- endfor %}
        drop schema if exists {{ published }}_former cascade;
        alter schema {{ published }} rename to {{ published }}_former;
        alter schema {{ published }}_next rename to {{ published }};
        commit;
        -- what is still read is dropped by the next publication
        do $$ begin
            set local lock_timeout = '5s';
            drop schema {{ published }}_former cascade;
        exception when lock_not_available then null;
        end $$
    {%- endcall -%}
    {{- log('published ' ~ marts | length ~ ' tables in the schema ' ~ published, info=true) -}}
{%- endmacro %}

{% macro publish_on_spark(marts_schema, published) -%}
    {#- What readers have open stays until the publication after the next. -#}
    {%- do run_query('create schema if not exists ' ~ published) -%}
    {%- set views = run_query('show tables in ' ~ published).columns[1].values() | list -%}
    {%- set in_use = run_query('show create table ' ~ published ~ '.tag_runs').rows[0][0]
        if 'tag_runs' in views else '' -%}
    {%- set copies = published ~ ('_1' if published ~ '_0.' in in_use else '_0') -%}
    {%- do run_query('drop schema if exists ' ~ copies ~ ' cascade') -%}
    {%- do run_query('create schema ' ~ copies) -%}
    {%- set marts = run_query('show tables in ' ~ marts_schema).columns[1].values() | list -%}
    {%- for mart in marts -%}
        {%- do run_query(
            'create table ' ~ copies ~ '.' ~ mart ~ ' using parquet as select * from ' ~ marts_schema ~ '.' ~ mart
        ) -%}
    {%- endfor -%}
    {%- for mart in marts -%}
        {%- do run_query(
            'create or replace view ' ~ published ~ '.' ~ mart ~ ' as select * from ' ~ copies ~ '.' ~ mart
        ) -%}
    {%- endfor -%}
    {{- log('published ' ~ marts | length ~ ' tables as views of the schema ' ~ published, info=true) -}}
{%- endmacro %}
