{% test named_source_system(model, column_name) %}
    {#- Every row has the name of its system, as in var('source_systems'): totals by system rely on it. -#}
    {{ config(store_failures=true) }}

    select distinct
        '{{ model.identifier }}.sql: gives {{ column_name }} "' || coalesce({{ column_name }}, '')
        || '", which is none of var source_systems ({{ source_systems() | join(', ') }}); leave the column out of the '
        || 'base model, then it is filled in' as problem
    from {{ model }}
    where
        {{ column_name }} is null
        or {{ column_name }} not in ('{{ source_systems() | join("', '") }}')
{% endtest %}
