{% test not_empty(model) %}
    {#- The relation has rows: tests that pass on an empty table prove nothing. -#}
    select row_count
    from (select count(*) as row_count from {{ model }}) as counted
    where row_count = 0
{% endtest %}
