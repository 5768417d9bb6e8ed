{% test named_source_system(model, column_name) %}
    {#- Every row has the name of its system, as in var('source_systems'): totals by system rely on it. -#}
    select distinct {{ column_name }}
    from {{ model }}
    where
        {{ column_name }} is null
        or {{ column_name }} not in ('{{ var('source_systems') | join("', '") }}')
{% endtest %}
