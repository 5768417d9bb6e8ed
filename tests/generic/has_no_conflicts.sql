{% test has_no_conflicts(model) %}
    {#- No two rows share an id, differ, and have nothing that orders them. `model` is stg_conflicts; a problem counts
        those of an entity and system by the columns in which they differ. -#}
    {{ config(store_failures=true) }}

    select
        source_system || ', entity ' || entity || ': ' || cast(count(*) as {{ dbt.type_string() }})
        || ' rows share their id with another row and differ from it in ' || conflicting_columns || ', such as '
        || min(record_key) || '; if the file has several rows per record, aggregate them in the base model; else give '
        || 'updated_at. stg_conflicts lists them' as problem
    from {{ model }}
    group by source_system, entity, conflicting_columns
{% endtest %}
