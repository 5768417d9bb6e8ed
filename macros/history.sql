{#- What was published, day by day (models/history). Every table there is a log: a run as of D writes the rows of D and
    of no other day, so that a day can be repeated, also after a killed run. -#}

{% macro last_published_day() -%}
    {#- The newest day of tag_runs, YYYY-MM-DD; none if nothing was published, or while dbt parses. -#}
    {%- set runs = adapter.get_relation(
        database=target.database, schema=generate_schema_name('marts', none), identifier='tag_runs'
    ) if execute -%}
    {%- if not runs -%}
        {{- return(none) -}}
    {%- endif -%}
    {%- set day = run_query('select cast(max(as_of_date) as ' ~ dbt.type_string() ~ ') from ' ~ runs).rows[0][0] -%}
    {{- return(day) -}}
{%- endmacro %}

{% macro publishes_history() -%}
    {#- Whether this run writes history: not if its day is before the last published one, unless var
        rewrite_history_from takes back all days from then on. -#}
    {%- set last = last_published_day() -%}
    {{- return(last is none or as_of_day() >= last or var('rewrite_history_from', '9999') | string <= as_of_day()) -}}
{%- endmacro %}

{% macro take_back_history(day_column, first=false) -%}
    {#- pre-hook: deletes what this run writes again: its own day, days from var rewrite_history_from on, and what a
        killed run left of a day that was never published.

        day_column:  column with the published day
        first:       whether the model is the first of a run; the days then do not count as published any more until the
                     run is complete -#}
    {%- set last = last_published_day() -%}
    {%- set day = [as_of_day(), var('rewrite_history_from', '9999') | string] | min -%}
    {%- if execute and load_relation(this) and publishes_history() -%}
        {%- if first and last -%}
            {%- set runs = api.Relation.create(
                database=this.database, schema=generate_schema_name('marts', none), identifier='tag_runs'
            ) -%}
            delete from {{ runs }}
            where as_of_date >= cast('{{ day }}' as date);
        {%- endif %}
        delete from {{ this }}
        where
            {{ day_column }} >= cast('{{ day }}' as date)
            or {{ day_column }} > cast('{{ last or '1000-01-01' }}' as date)
    {%- endif -%}
{%- endmacro %}

{% macro forget_people(customer_column) -%}
    {#- pre-hook: nobody who was erased, or who objects to analytics, is in any period or change. -#}
    {%- if execute and load_relation(this) -%}
        delete from {{ this }}
        where {{ customer_column }} in (
            select links.record_key
            from {{ ref('int_customer_links') }} as links
            inner join {{ ref('int_customer_permissions') }} as permissions
                on links.customer_id = permissions.customer_id
            where not permissions.may_analyse
        )
        {%- if erasure_is_possible() %}
        or {{ erasure_hash("'customers ' || " ~ customer_column) }} in (
            select erasure_key from {{ ref('stg_erased_customers') }}
        )
        {%- endif %}
    {%- endif -%}
{%- endmacro %}
