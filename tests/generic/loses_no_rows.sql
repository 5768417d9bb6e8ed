{% test loses_no_rows(model) %}
    {#- No source has fewer rows than at the last complete build (marts.source_record_counts, which an unfinished build
        does not write): consents and requests to be erased at all, others by more than var('max_row_loss_share').
        var('accepted_row_loss') names those that are meant to, for one run. `model` is stg_record_counts. -#}
    {{ config(store_failures=true) }}

    {%- set last = adapter.get_relation(
        database=model.database, schema=generate_schema_name('marts', none), identifier='source_record_counts'
    ) if execute %}
    {%- if not last %}
    select cast(null as {{ dbt.type_string() }}) as problem
    where 1 = 0
    {%- else %}
    select
        last_counts.source_system || ', entity ' || last_counts.entity || ': has '
        || cast(coalesce(counts.base_count, 0) as {{ dbt.type_string() }}) || ' rows, but had '
        || cast(last_counts.base_count as {{ dbt.type_string() }}) || ' at the last complete build (as of '
        || cast(last_counts.as_of_date as {{ dbt.type_string() }})
        || '); load the missing rows, or, if it is meant, set the var accepted_row_loss: ['
        || last_counts.source_system || '.' || last_counts.entity || '] for this run'
        as problem
    from {{ last }} as last_counts
    left join {{ model }} as counts
        on
            last_counts.source_system = counts.source_system
            and last_counts.entity = counts.entity
    where
        coalesce(counts.base_count, 0) < last_counts.base_count * case
            when last_counts.entity in ('consents', 'erasure_requests') then 1
            else 1 - {{ var('max_row_loss_share') }}
        end
        and last_counts.source_system || '.' || last_counts.entity not in (
            '{{ (var('accepted_row_loss') or ['none']) | join("', '") }}'
        )
    {%- endif %}
{% endtest %}
