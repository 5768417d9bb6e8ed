{#-
    A daily run builds again only what may have changed since the last complete build (docs/daily_runs.md). Raw rows come in
    days of arrival (`loaded_date`); models/changes note which records and which days of facts to build again, until a
    run is complete (last_complete_build).
-#}

{% macro should_full_refresh() -%}
    {#- Replaces dbt's macro of this name: incremental models are built whole, too, when the last complete build is none to
        go on from, when a run was killed, and when only some models were selected. -#}
    {%- set setting = config.get('full_refresh') -%}
    {%- if setting is not none -%}
        {{- return(setting) -}}
    {%- elif flags.FULL_REFRESH or model.config.materialized != 'incremental' -%}
        {{- return(flags.FULL_REFRESH) -}}
    {%- endif -%}
    {{- return(not is_whole_run() or notes_are_left() or last_complete_build() is none) -}}
{%- endmacro %}

{% macro is_whole_run() -%}
    {#- Whether all seeds and models were selected. What other runs build is no state to go on from. -#}
    {%- for id, node in graph.nodes.items() if node.resource_type in ('model', 'seed') and id not in selected_resources -%}
        {{- return(false) -}}
    {%- endfor -%}
    {{- return(true) -}}
{%- endmacro %}

{% macro notes_are_left() -%}
    {#- Whether the last run was killed after it had noted changes: what it has written cannot be told. Asked once a run, before
        this one notes any. -#}
    {%- if 'notes_are_left' not in graph -%}
        {%- set left = [] -%}
        {%- for name in change_models() if as_last_built(name) and not left -%}
            {%- do left.extend(run_query('select 1 as one from ' ~ as_last_built(name) ~ ' limit 1').rows) -%}
        {%- endfor -%}
        {%- do graph.update({'notes_are_left': left | length > 0}) -%}
    {%- endif -%}
    {{- return(graph['notes_are_left']) -}}
{%- endmacro %}

{% macro change_models() -%}
    {#- The models that note what to build again. -#}
    {{- return([
        'changed_orders', 'changed_order_items', 'changed_order_promotions', 'changed_order_days', 'changed_interactions',
        'changed_interaction_days',
    ]) -}}
{%- endmacro %}

{% macro last_complete_build() -%}
    {#- The as-of day of the last complete build, YYYY-MM-DD; none if this run cannot go on from it: it is of a later day,
        or had other seeds, models, settings or erased customers. -#}
    {%- set build = as_last_built('last_complete_build') -%}
    {%- set erased_customers = as_last_built('stg_erased_customers') -%}
    {%- if build and erased_customers -%}
        {%- for row in run_query(
            'select builds.*, (select ' ~ all_erased_customers() ~ ' from ' ~ erased_customers ~ ') as erased_now from '
            ~ build ~ ' as builds'
        ).rows -%}
            {%- set last = row.dict() -%}
            {%- if last.get('settings_hash') == build_settings()
                and last.get('erased_customers_hash') == last.erased_now
                and last.as_of_date | string <= as_of_day() -%}
                {{- return(last.as_of_date | string) -}}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(none) -}}
{%- endmacro %}

{% macro build_settings() -%}
    {#- A hash of what else decides what staging and facts hold: seeds, models, vars and the macros that clean (other macros are
        not seen: after changing one, run with --full-refresh). It is asked for often, and made once a run. -#}
    {%- if execute and 'build_settings' not in graph -%}
        {%- set parts = [
            var('source_systems'), var('raw_dir'), var('csv_options'), var('currency'), var('currency_signs'),
            var('earliest_plausible_date'), clean_text('a'), read_timestamp('a'), read_amount('a'), read_number('a'),
            unreadable_columns([['a', 'b', 'timestamp']]), utc_to_local('a', 'b'), code_of('a', 'b'), left_join_codes('a', ['b']),
            rank_versions('a', 'b', ['c'], any_time=true), left_join_erased('customers', 'a', 'b'), without_forgotten('a', 'b', 'c', ['d']),
        ] -%}
        {%- for id, node in graph.nodes.items() | sort if node.resource_type in ('model', 'seed') -%}
            {%- do parts.append(id ~ ' ' ~ node.get('checksum', {}).get('checksum')) -%}
        {%- endfor -%}
        {%- for id, node in graph.sources.items() | sort -%}
            {%- do parts.append(id ~ ' ' ~ node.get('meta') ~ node.get('config')) -%}
        {%- endfor -%}
        {%- do graph.update({'build_settings': local_md5(tojson(parts))}) -%}
    {%- endif -%}
    {{- return(graph.get('build_settings')) -}}
{%- endmacro %}

{% macro all_erased_customers() -%}
    {#- Aggregate: the erased customers, as one hash. -#}
    {{ dbt.hash('coalesce(' ~ json_list('erasure_key', '1 = 1') ~ ", '')") }}
{%- endmacro %}

{% macro as_last_built(model_name) -%}
    {#- The table of a model as the last run left it, or none. It is no ref: this run builds it later, from what is read here. -#}
    {{- return(adapter.get_relation(this.database, this.schema, model_name)) -}}
{%- endmacro %}

{% macro forget_last_build() -%}
    {#- Pre-hook of every model: an incremental model that is built whole breaks the chain of daily runs until a build is
        complete, so that a run that is killed in between leaves nothing half new. -#}
    {%- if execute and model.config.materialized == 'incremental' and should_full_refresh() -%}
        {%- set build = as_last_built('last_complete_build') -%}
        {%- if build -%}
            {%- do adapter.drop_relation(build) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro forget_changes() -%}
    {#- Post-hook of the last model: what was noted is built. -#}
    {%- for name in change_models() if execute -%}
        {%- do adapter.truncate_relation(as_last_built(name)) -%}
    {%- endfor -%}
{%- endmacro %}

{% macro no_changes(columns) -%}
    {#- What models/changes note in a build of everything: nothing.

        columns: {column: generic dbt type} -#}
    select
    {%- for column, type in columns.items() %}
        cast(null as {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    where 1 = 0
{%- endmacro %}

{% macro arrivals(checked, changes=none, key=none) -%}
    {#-
        What of an entity a daily run reads again: {systems: [[system, day], …], days: [day, …]}. All that arrived since
        the system's day, which lies var('look_back_days') before the last arrival that is stored; and the earlier days on
        which changed records arrived. The days are literals in what is run, so that engines open no other file or partition.

        checked: name of the model that keeps the judged rows
        changes: relation of the changed records, with `source_system` and their key; none: no earlier days
        key:     the record's id within its source system
    -#}
    {%- set day_text = 'cast(cast({} as date) as ' ~ dbt.type_string() ~ ')' -%}
    {%- set last_day = day_text.format(dbt.dateadd('day', -var('look_back_days'), 'max(loaded_date)')) -%}
    {%- set stored = as_last_built(checked) -%}
    {%- set systems = run_query(
        'select source_system, ' ~ last_day ~ ' from ' ~ stored ~ ' group by source_system order by source_system'
    ).rows | map('list') | list -%}
    {%- set again = {'systems': systems, 'days': []} -%}
    {%- if changes -%}
        {%- set days = run_query(
            'select distinct ' ~ day_text.format('stored.loaded_date') ~ ' as day from ' ~ stored ~ ' as stored where '
            ~ is_changed(changes, key, 'stored') ~ ' and not ' ~ arrives_again(again, 'stored') ~ ' order by day'
        ).columns[0].values() -%}
        {%- do again.update({'days': days | list}) -%}
    {%- endif -%}
    {{- return(again) -}}
{%- endmacro %}

{% macro arrives_again(arrivals, rows) -%}
    {#- Condition: the row's day of arrival is read again because rows may still have come; or it is not known. -#}
    (
        {{ rows }}.loaded_date is null
        or {{ rows }}.loaded_date = {{ unknown_day() }}
        {%- for system, day in arrivals.systems %}
        or ({{ rows }}.source_system = '{{ system }}' and {{ rows }}.loaded_date >= cast('{{ day }}' as date))
        {%- endfor %}
        or {{ rows }}.source_system not in ('{{ arrivals.systems | map(attribute=0) | join("', '") }}')
    )
{%- endmacro %}

{% macro is_read_again(arrivals, rows) -%}
    {#- Condition: the row's day of arrival is read again. -#}
    (
        {{ arrives_again(arrivals, rows) }}
        {%- if arrivals.days %}
        or {{ rows }}.loaded_date in (
            {%- for day in arrivals.days %}cast('{{ day }}' as date){{ ', ' if not loop.last }}{% endfor -%}
        )
        {%- endif %}
    )
{%- endmacro %}

{% macro is_changed(changes, key, rows, column=none) -%}
    {#- Condition: the record is noted among the changes, a relation with `source_system` and its key.

        column: what names the record in the rows, if it is not called like the key -#}
    exists (
        select 1 from {{ changes }} as changes
        where changes.source_system = {{ rows }}.source_system and changes.{{ key }} = {{ rows }}.{{ column or key }}
    )
{%- endmacro %}

{% macro with_unchanged(records, arrivals, changes, key) -%}
    {#-
        All rows of the days of arrival that a daily run writes again: those judged again, and the others as they are stored.

        records:  CTE with the rows that are judged again, or, in a build of everything, with all rows
        arrivals: what is read again; none in a build of everything
        changes, key: as in `arrivals`
    -#}
    {%- if not arrivals -%}
        select * from {{ records }}
    {%- else -%}
        {%- set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | join(', ') -%}
        select {{ columns }} from {{ records }}
        union all
        select {{ columns }} from {{ this }} as stored
        where
            {{ is_read_again(arrivals, 'stored') }}
            and not {{ arrives_again(arrivals, 'stored') }}
            and not {{ is_changed(changes, key, 'stored') }}
    {%- endif -%}
{%- endmacro %}

{% macro unknown_day() -%}
    {#- What staging keeps for a day of arrival that no source tells. -#}
    cast('1970-01-01' as date)
{%- endmacro %}

{% macro parent_changed(stored, parent, known) -%}
    {#- Condition: the stored row was an orphan and is none now, or the other way round.

        parent: the row's id of its parent
        known:  the same from the known parents, null where there is none -#}
    (
        ({{ stored }}.rejection_reason = 'orphan' and {{ known }} is not null)
        or ({{ stored }}.rejection_reason is null and {{ stored }}.{{ parent }} is not null and {{ known }} is null)
    )
{%- endmacro %}

{% macro version_changed(stored) -%}
    {#- Condition: a version of the record becomes known between the last complete build's as-of date and this one's. -#}
    ({{ stored }}.record_count > 1 and {{ is_new_on(stored ~ '.updated_at') }})
{%- endmacro %}

{% macro is_new_on(date) -%}
    {#- Condition: the day lies after the last complete build's as-of date, and not after this one's. -#}
    (cast({{ date }} as date) > cast('{{ last_complete_build() }}' as date) and cast({{ date }} as date) <= {{ as_of_date() }})
{%- endmacro %}

{% macro remove_changed_days(date, changes, month) -%}
    {#-
        Pre-hook of daily facts: takes out the days that a daily run computes again.

        date:    column with the day, in the facts and in the changes
        changes: name of the model that notes the days
        month:   column with the day's month, the partition on Spark
    -#}
    {%- if execute and is_incremental() -%}
        {{ remove_days(this, date, as_last_built(changes), month) }}
    {%- endif -%}
{%- endmacro %}

{% macro month_of(date) -%}
    {#- First day of a day's month. -#}
    cast({{ dbt.date_trunc('month', date) }} as date)
{%- endmacro %}

{% macro keys_and_hashes(entity, key, records) -%}
    {#-
        The keys of changed records, each once, and the hashes by which those of them are stored that are erased.

        entity:  canonical entity of the records
        key:     the record's id within its source system
        records: CTEs with `source_system` and the key
    -#}
    {%- for cte in records %}
    select source_system, {{ key }} from {{ cte }}
    where {{ key }} is not null
    {%- if erasure_is_possible() %}
    union
    select source_system, {{ erasure_key(entity, none, key) }} as {{ key }} from {{ cte }}
    where {{ key }} is not null
    {%- endif %}
    {{- '\n    union' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
