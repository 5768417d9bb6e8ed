{% test unique_key(model, columns, newest=none) %}
    {#- No two rows share the key of several columns; of the newest day alone, if a column with a day is given: a log's
        other days were tested when they were written. -#}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    {%- if newest %}
    where {{ newest }} = (select max({{ newest }}) from {{ model }})
    {%- endif %}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
