{#- The run's settings as SQL. Numbers that define a tag are not here but in seeds/tags. -#}

{% macro as_of_date() -%}
    {#- The day the tags describe, as a SQL date. -#}
    cast('{{ as_of_day() }}' as date)
{%- endmacro %}

{% macro as_of_day() -%}
    {#- The day the tags describe, YYYY-MM-DD: var('as_of_date'), or today in var('timezone'). -#}
    {%- set setting = var('as_of_date', 'today') | string -%}
    {%- if setting == 'today' -%}
        {%- set setting = run_started_at.astimezone(modules.pytz.timezone(var('timezone'))).strftime('%Y-%m-%d') -%}
    {%- elif not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', setting) -%}
        {{- exceptions.raise_compiler_error(
            "var 'as_of_date' is '" ~ setting ~ "'; write it as YYYY-MM-DD, or today"
        ) -}}
    {%- endif -%}
    {{- return(setting) -}}
{%- endmacro %}

{% macro metric_windows() -%}
    {#- The windows, in days, of order and engagement metrics, in addition to lifetime: var('metric_windows'). -#}
    {%- set windows = var('metric_windows') -%}
    {%- if 365 not in windows or windows | reject('integer') | list or windows | select('lt', 1) | list -%}
        {{- exceptions.raise_compiler_error(
            "var 'metric_windows' is " ~ windows ~ '; list whole days such as [30, 90, 180, 365]; 365 must be among '
            ~ 'them, because some metrics stand on it'
        ) -}}
    {%- endif -%}
    {{- return(windows) -}}
{%- endmacro %}

{% macro sum_in_window(column, days, date_column='order_date') -%}
    {#- Sum of `column` over the rows dated D-days < date <= D; 0 where there are none. -#}
    sum(case when {{ date_column }} > {{ dbt.dateadd('day', -days, as_of_date()) }} then {{ column }} else 0 end)
{%- endmacro %}

{% macro known_as_of(timestamp) -%}
    {#- 1 if a record's version existed by the end of the as-of date (or has no time), else 0. -#}
    case when {{ timestamp }} is null or cast({{ timestamp }} as date) <= {{ as_of_date() }} then 1 else 0 end
{%- endmacro %}

{% macro days_until_as_of_date(date) -%}
    {#- Whole days from a date to the as-of date; null for null. -#}
    cast({{ dbt.datediff(date, as_of_date(), 'day') }} as integer)
{%- endmacro %}
