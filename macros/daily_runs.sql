{#-
    A daily run builds again only what may have changed since the last complete build (docs/daily_runs.md). Raw rows come in
    days of arrival (`loaded_date`); models/changes note which records and which days of facts to build again, until a
    run is complete (last_complete_build).
-#}

{% macro begin_run() -%}
    {#- on-run-start: a run that cannot go on from the last complete build forgets it before it writes anything; what is killed
        later then leaves nothing half new. From here on, whether there is a last complete build decides. -#}
    {%- if execute and flags.WHICH not in ('compile', 'generate', 'show') and not goes_on() -%}
        {%- for id, node in graph.nodes.items() if id in selected_resources and node.config.materialized == 'incremental' -%}
            {{- return(forget_last_build()) -}}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro goes_on() -%}
    {#- Whether a run may go on from the last complete build: it builds everything that is selected whole, the last run was not
        killed after it had noted changes, and the last build was of no later day, with the same settings. -#}
    {%- set build = as_last_built('last_complete_build') -%}
    {%- if flags.FULL_REFRESH or not build or not is_whole_run() -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- for name in change_models() -%}
        {%- set notes = as_last_built(name) -%}
        {%- if not notes or run_query('select 1 as one from ' ~ notes ~ ' limit 1').rows -%}
            {{- return(false) -}}
        {%- endif -%}
    {%- endfor -%}
    {%- for row in run_query('select * from ' ~ build).rows -%}
        {%- set last = row.dict() -%}
        {{- return(last.get('settings_hash') == build_settings() and last.as_of_date | string <= as_of_day()) -}}
    {%- endfor -%}
    {{- return(false) -}}
{%- endmacro %}

{% macro is_whole_run() -%}
    {#- Whether all seeds and models were selected, with their rows. What other runs build is no state to go on from. -#}
    {%- if flags.EMPTY -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- for id, node in graph.nodes.items() if node.resource_type in ('model', 'seed') and id not in selected_resources -%}
        {{- return(false) -}}
    {%- endfor -%}
    {{- return(true) -}}
{%- endmacro %}

{% macro forget_other_erasures() -%}
    {#- Post-hook of stg_erased_customers: with other erased customers than at the last complete build, everything is built. -#}
    {%- set build = as_last_built('last_complete_build') if execute -%}
    {%- if build and run_query(
        'select 1 as one from ' ~ build ~ ' where erased_customers_hash <> (select ' ~ all_erased_customers() ~ ' from ' ~ this ~ ')'
    ).rows -%}
        {%- do forget_last_build() -%}
    {%- endif -%}
{%- endmacro %}

{% macro forget_last_build() -%}
    {#- Breaks the chain of daily runs until a build is complete. -#}
    {%- set build = as_last_built('last_complete_build') -%}
    {%- if build -%}
        {%- do adapter.drop_relation(build) -%}
    {%- endif -%}
{%- endmacro %}

{% macro should_full_refresh() -%}
    {#- Replaces dbt's macro of this name: incremental models are built whole, too, without a complete build to go on from. -#}
    {%- set setting = config.get('full_refresh') -%}
    {%- if setting is not none -%}
        {{- return(setting) -}}
    {%- elif flags.FULL_REFRESH or model.config.materialized != 'incremental' -%}
        {{- return(flags.FULL_REFRESH) -}}
    {%- endif -%}
    {{- return(not is_whole_run() or not as_last_built('last_complete_build')) -}}
{%- endmacro %}

{% macro last_as_of_day() -%}
    {#- The as-of day of the last complete build, YYYY-MM-DD. -#}
    {{- return(run_query('select max(as_of_date) from ' ~ as_last_built('last_complete_build')).rows[0][0] | string) -}}
{%- endmacro %}

{% macro as_last_built(model_name) -%}
    {#- The table of a model as the last run left it, or none. It is no ref: this run builds it later, from what is read here. -#}
    {%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ model_name] -%}
    {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
{%- endmacro %}

{% macro change_models() -%}
    {#- The models that note what to build again. -#}
    {{- return([
        'changed_orders', 'changed_order_items', 'changed_order_promotions', 'changed_order_days', 'changed_interactions',
        'changed_interaction_days',
    ]) -}}
{%- endmacro %}

{% macro build_settings() -%}
    {#- A hash of what else decides what staging and facts hold: seeds, models, sources, vars and the macros that clean (other
        macros are not seen: after changing one, run with --full-refresh). -#}
    {%- set parts = [
        var('source_systems'), var('raw_dir'), var('csv_options'), var('currency'), var('currency_signs'),
        var('earliest_plausible_date'), clean_text('a'), read_timestamp('a'), read_amount('a'), read_number('a'),
        unreadable_columns([['a', 'b', 'timestamp']]), utc_to_local('a', 'b'), code_of('a', 'b'), left_join_codes('a', ['b']),
        rank_versions('a', 'b', ['c'], any_time=true), left_join_erased('customers', 'a', 'b'), without_forgotten('a', 'b', 'c', ['d']),
    ] -%}
    {%- for id, node in (graph.nodes.items() if execute else []) | sort if node.resource_type in ('model', 'seed') -%}
        {%- do parts.append(id ~ ' ' ~ node.get('checksum', {}).get('checksum')) -%}
    {%- endfor -%}
    {%- for id, node in (graph.sources.items() if execute else []) | sort -%}
        {%- do parts.append(id ~ ' ' ~ node.get('meta') ~ node.get('config')) -%}
    {%- endfor -%}
    {{- return(local_md5(tojson(parts))) -}}
{%- endmacro %}

{% macro all_erased_customers() -%}
    {#- Aggregate: the erased customers, as one hash. -#}
    {{ dbt.hash('coalesce(' ~ json_list('erasure_key', '1 = 1') ~ ", '')") }}
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
    (cast({{ date }} as date) > cast('{{ last_as_of_day() }}' as date) and cast({{ date }} as date) <= {{ as_of_date() }})
{%- endmacro %}

{% macro moved_records(facts, links) -%}
    {#- The customer records whose facts belong to another customer than their link says, or have no link, or which have a link and
        no facts: they may exist only now.

        facts, links: CTEs with `source_system`, `source_customer_id` and `customer_id` -#}
    select
        coalesce(linked.source_system, {{ links }}.source_system) as source_system,
        coalesce(linked.source_customer_id, {{ links }}.source_customer_id) as source_customer_id
    from (select distinct source_system, source_customer_id, customer_id from {{ facts }}) as linked
    full outer join {{ links }}
        on
            linked.source_system = {{ links }}.source_system
            and linked.source_customer_id = {{ links }}.source_customer_id
    where coalesce(linked.customer_id, '') <> coalesce({{ links }}.customer_id, '')
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
