{% test not_negative(model, column_name) %}
    {#- The column is null or at least 0. -#}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < 0
{% endtest %}
