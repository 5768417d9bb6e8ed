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
    {%- elif not is_day(setting) -%}
        {{- exceptions.raise_compiler_error(
            "PROBLEM var as_of_date is '" ~ setting ~ "'; write a real day as YYYY-MM-DD, or today"
        ) -}}
    {%- endif -%}
    {{- return(setting) -}}
{%- endmacro %}

{% macro is_day(text) -%}
    {#- Whether text is a real day, YYYY-MM-DD. -#}
    {%- if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$', text) -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- set year, month, day = text.split('-') | map('int') -%}
    {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
    {{- return(1 <= day <= (next_month - modules.datetime.timedelta(days=1)).day) -}}
{%- endmacro %}

{% macro check_vars() -%}
    {#- on-run-start: stops before anything is written if a var makes no sense, is not known, or is missing: the
        defaults of dbt_project.yml are those of Complete Journey, not of other data sets. -#}
    {%- set given = invocation_args_dict.get('vars') or {} -%}
    {%- set problems = [] -%}
    {%- set required = [
        'data_set', 'source_systems', 'as_of_date', 'timezone', 'currency', 'currency_signs', 'raw_dir',
    ] -%}
    {%- set known = required + [
        'phone_calling_code', 'metric_windows', 'csv_options',
        'earliest_plausible_date', 'earliest_plausible_birth_date',
        'warn_rejected_share', 'max_rejected_share', 'max_row_loss_share', 'accepted_row_loss',
        'max_days_since_newest_order', 'max_rate_age_days', 'refresh_weekday', 'refresh_month_day',
        'rewrite_history_from', 'rebuild_history', 'own_seeds', 'packs', 'resync_destinations', 'raw_files', 'data_dir',
        'tested_band_tags', 'staging_readers', 'intermediate_readers', 'mart_readers',
    ] -%}
    {%- for name in given if name not in known -%}
        {%- do problems.append(name ~ ': there is no such var; the vars are ' ~ known | sort | join(', ')) -%}
    {%- endfor -%}
    {%- set own = source_systems() | reject('equalto', 'complete_journey') | list -%}
    {%- if own or var('data_set', 'complete_journey') != 'complete_journey' -%}
        {%- for name in required if given is mapping and name not in given -%}
            {%- do problems.append(
                name ~ ': is missing; own data have no default for it. Add it to vars.yml of the data set'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not modules.re.match('^[a-z][a-z0-9_]*$', var('data_set', 'complete_journey') | string) -%}
        {%- do problems.append('data_set is ' ~ var('data_set') ~ '; use small letters, digits and _') -%}
    {%- endif -%}
    {#- dbt v2 does not list them -#}
    {%- set zones = modules.pytz.all_timezones or [] -%}
    {%- if zones and var('timezone') not in zones -%}
        {%- do problems.append('timezone is ' ~ var('timezone') ~ '; use an IANA name such as Europe/Amsterdam') -%}
    {%- elif as_of_day() > run_started_at.astimezone(modules.pytz.timezone(var('timezone'))).strftime('%Y-%m-%d') -%}
        {%- do problems.append(
            'as_of_date is ' ~ as_of_day() ~ ', which is still to come; use today, or an earlier day'
        ) -%}
    {%- endif -%}
    {%- if not modules.re.match('^[A-Z]{3}$', var('currency') | string) -%}
        {%- do problems.append('currency is ' ~ var('currency') ~ '; use the ISO 4217 code, such as EUR') -%}
    {%- endif -%}
    {%- if var('currency_signs') is string or var('currency_signs') is not iterable
        or var('currency_signs') | reject('string') | list -%}
        {%- do problems.append(
            'currency_signs is ' ~ var('currency_signs') ~ '; list how amounts may name the currency'
        ) -%}
    {%- endif -%}
    {%- if not modules.re.match('^[1-9][0-9]{0,2}$', var('phone_calling_code') | string) -%}
        {%- do problems.append('phone_calling_code is ' ~ var('phone_calling_code') ~ '; use digits, such as 31') -%}
    {%- endif -%}
    {%- if "'" in var('raw_dir') | string -%}
        {%- do problems.append('raw_dir is ' ~ var('raw_dir') ~ '; use a path without quotes') -%}
    {%- endif -%}
    {%- if 'store_rejects = true' not in var('csv_options') or 'ignore_errors = true' not in var('csv_options') -%}
        {%- do problems.append('csv_options must keep ignore_errors = true, store_rejects = true: without them, the '
            ~ 'engine shows lines that it cannot read') -%}
    {%- endif -%}
    {%- for name in ['earliest_plausible_date', 'earliest_plausible_birth_date'] if not is_day(var(name) | string) -%}
        {%- do problems.append(name ~ ' is ' ~ var(name) ~ '; write a real day as YYYY-MM-DD') -%}
    {%- endfor -%}
    {%- for name in ['warn_rejected_share', 'max_rejected_share', 'max_row_loss_share']
        if var(name) is not number or not 0 <= var(name) <= 1 -%}
        {%- do problems.append(name ~ ' is ' ~ var(name) ~ '; use a share from 0 to 1') -%}
    {%- endfor -%}
    {%- if var('accepted_row_loss') is string or var('accepted_row_loss') is not iterable -%}
        {%- do problems.append('accepted_row_loss is ' ~ var('accepted_row_loss') ~ '; list sources, such as '
            ~ '[demo_store.orders]') -%}
    {%- endif -%}
    {%- for name in ['max_days_since_newest_order', 'max_rate_age_days'] if var(name) is not integer -%}
        {%- do problems.append(name ~ ' is ' ~ var(name) ~ '; use whole days') -%}
    {%- endfor -%}
    {%- for name, most in [('refresh_weekday', 7), ('refresh_month_day', 28)]
        if var(name) is not integer or not 1 <= var(name) <= most -%}
        {%- do problems.append(name ~ ' is ' ~ var(name) ~ '; use a number from 1 to ' ~ most) -%}
    {%- endfor -%}
    {%- do metric_windows() -%}
    {%- set entities = canonical_entities() -%}
    {%- for system, named in source_systems().items() -%}
        {%- for entity in named if entity not in entities -%}
            {%- do problems.append('source_systems, ' ~ system ~ ': there is no entity ' ~ entity
                ~ '; the entities are ' ~ entities | join(', ') ~ ', and those of packs (var packs)') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if problems -%}
        {{- exceptions.raise_compiler_error('PROBLEM var ' ~ problems | join('\nPROBLEM var ')) -}}
    {%- endif -%}
{%- endmacro %}

{% macro metric_windows() -%}
    {#- The windows, in days, of order and engagement metrics, in addition to lifetime: var('metric_windows'). -#}
    {%- set windows = var('metric_windows') -%}
    {%- if 365 not in windows or windows | reject('integer') | list or windows | select('lt', 1) | list -%}
        {{- exceptions.raise_compiler_error(
            "PROBLEM var metric_windows is " ~ windows ~ '; list whole days such as [30, 90, 180, 365]; 365 must be '
            ~ 'among them, because some metrics stand on it'
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
