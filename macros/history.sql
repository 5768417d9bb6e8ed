{#- What was published, day by day (models/intermediate/states, models/history). Each log is appended to: a run as of D
    writes the rows of D and of no other day, so that a day can be repeated, also after a killed run. -#}

{% macro published_days() -%}
    {#- The days of tag_runs, YYYY-MM-DD, in order; none if nothing was published, or while dbt parses. -#}
    {%- set runs = adapter.get_relation(
        database=target.database, schema=generate_schema_name('marts', none), identifier='tag_runs'
    ) if execute -%}
    {%- if not runs -%}
        {{- return([]) -}}
    {%- endif -%}
    {%- set days = run_query('select cast(as_of_date as ' ~ dbt.type_string() ~ ') from ' ~ runs) -%}
    {{- return(days.columns[0].values() | sort) -}}
{%- endmacro %}

{% macro last_published_day() -%}
    {#- The newest day of tag_runs; none if nothing was published, or while dbt parses. -#}
    {{- return(published_days() | last or none) -}}
{%- endmacro %}

{% macro refresh_days(refresh) -%}
    {#-
        When the tags of a refresh (daily, weekly, monthly) are computed anew. Due is the first published day on or
        after the weekday, or day of the month, of the vars; without history everything is. Returns

        is_due:    whether it is this run's day
        previous:  published day before it on which they were computed last; none at first
        last:      the newest of both
        next:      day from which on they will be due again
    -#}
    {%- set rewritten = [as_of_day(), var('rewrite_history_from', '9999') | string] | min -%}
    {%- set published = published_days() | select('lt', rewritten) | list if publishes_history() else [] -%}
    {%- set found = namespace(before=none, previous=none, is_due=false, next=none) -%}
    {%- for day in published + [as_of_day()] -%}
        {%- set found.previous = found.before if found.is_due else found.previous -%}
        {%- set found.is_due = found.before is none -%}
        {%- set passed = (date_of(day) - date_of(found.before or day)).days -%}
        {%- for number in range([passed, 31] | min) if is_refresh_day(refresh, days_after(day, -number)) -%}
            {%- set found.is_due = true -%}
        {%- endfor -%}
        {%- set found.before = day -%}
    {%- endfor -%}
    {%- for number in range(31, 0, -1) if is_refresh_day(refresh, days_after(as_of_day(), number)) -%}
        {%- set found.next = days_after(as_of_day(), number) | string -%}
    {%- endfor -%}
    {{- return({
        'is_due': found.is_due, 'previous': found.previous, 'next': found.next,
        'last': as_of_day() if found.is_due else found.previous,
    }) -}}
{%- endmacro %}

{% macro date_of(day) -%}
    {%- set year, month, number = day.split('-') | map('int') -%}
    {{- return(modules.datetime.date(year, month, number)) -}}
{%- endmacro %}

{% macro days_after(day, number) -%}
    {{- return(date_of(day) + modules.datetime.timedelta(days=number)) -}}
{%- endmacro %}

{% macro is_refresh_day(refresh, date) -%}
    {#- Counted from a Monday: dbt v2 has a week of its own. -#}
    {{- return(
        refresh == 'daily'
        or (refresh == 'weekly' and (date - date_of('1900-01-01')).days % 7 + 1 == var('refresh_weekday'))
        or (refresh == 'monthly' and date.day == var('refresh_month_day'))
    ) -}}
{%- endmacro %}

{% macro tags_between_refreshes(values_from_data=false) -%}
    {#- Tags that keep their published values in this run: not due, and without a new version. If values_from_data, only
        those whose values are not all in the seed. -#}
    {%- set kept = [] -%}
    {%- for refresh in ['weekly', 'monthly'] if execute and not refresh_days(refresh).is_due -%}
        {%- do kept.extend(tags_where(
            "refresh = '" ~ refresh ~ "' and " ~ has_no_new_version()
            ~ (" and values_from <> 'seed'" if values_from_data else '')
        )) -%}
    {%- endfor -%}
    {{- return(kept) -}}
{%- endmacro %}

{% macro stepped_tags() -%}
    {#- Tags that rise at once and fall only after so many refreshes in a row (parameter down_after), and without a new
        version today. -#}
    {%- if publishes_history() and execute and load_relation(ref('tag_version_states')) -%}
        {{- return(tags_where('down_after is not null and ' ~ has_no_new_version(), 'down_after')) -}}
    {%- endif -%}
    {{- return({}) -}}
{%- endmacro %}

{% macro retired_tags(log) -%}
    {#- Tags of which the log of states has columns, but that no contract lists any more. -#}
    {%- set tags, found = published_tags(), [] -%}
    {%- for column in column_names(log) if column.endswith('__since') and column[:-7] not in tags -%}
        {%- do found.append(column[:-7]) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro watched_tags() -%}
    {#- Tags of which customer_tag_states says how long they have been lower. -#}
    {%- set found = [] -%}
    {%- for column in column_names(ref('customer_tag_states')) if column.endswith('__lower') -%}
        {%- do found.append(column[:-7]) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro has_no_new_version() -%}
    tag_code in (
        select tag_code from {{ ref('tag_version_states') }}
        group by tag_code having max(valid_from) < {{ as_of_date() }}
    )
{%- endmacro %}

{% macro latest_states(log, key) -%}
    {#- The latest row of each key of a log, which has one row a key and day. Sorting wide rows would cost more. -#}
    {%- set columns = key.split(', ') -%}
    select states.*
    from {{ log }} as states
    inner join (
        select
            {{ key }},
            max(valid_from) as valid_from
        from {{ log }}
        group by {{ key }}
    ) as latest_days
        on states.valid_from = latest_days.valid_from
        {%- for column in columns %} and states.{{ column }} = latest_days.{{ column }}{% endfor %}
{%- endmacro %}

{% macro publishes_history() -%}
    {#- Whether this run writes history: not if its day is before the last published one, unless var
        rewrite_history_from takes back all days from then on. -#}
    {%- set last = last_published_day() -%}
    {%- set is_newest = last is none or as_of_day() >= last -%}
    {%- set is_rewritten = var('rewrite_history_from', '9999') | string <= as_of_day() -%}
    {{- return(is_newest or is_rewritten) -}}
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
            {{- delete_rows(runs, "as_of_date >= cast('" ~ day ~ "' as date)") }}
        {%- endif %}
        {{ delete_rows(
            this,
            day_column ~ " >= cast('" ~ day ~ "' as date) or " ~ day_column ~ " > cast('" ~ (last or '1000-01-01')
            ~ "' as date)"
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro forget_people(customer_column) -%}
    {#- pre-hook: nobody who was erased, or who objects to analytics, is in any period or change. -#}
    {%- if execute and load_relation(this) -%}
        {%- set condition -%}
        {{ customer_column }} in (
            select links.record_key
            from {{ ref('int_customer_links') }} as links
            inner join {{ ref('int_customer_permissions') }} as permissions
                on links.customer_id = permissions.customer_id
            where not permissions.may_analyse
        )
        {%- if erasure_is_possible() %}
        or {{ customer_column }} in (
            select known.{{ customer_column }}
            from (select distinct {{ customer_column }} from {{ this }}) as known
            inner join {{ ref('stg_erased_customers') }} as erased
                on {{ erasure_hash("'customers ' || known." ~ customer_column) }} = erased.erasure_key
        )
        {%- endif %}
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
