{% test has_no_ambiguous_amounts(model, columns, base_model) %}
    {#- No amount of a raw table looks like 1.234: one to three digits, a point, three digits. read_amount takes the
        point for a decimal point; where it separates thousands, such amounts are a thousand times too small. `model`
        is a source, and `base_model` reads it: whether the file can be read at all, its hook tells. -#}
    {{ config(severity='warn', store_failures=true) }}
    -- depends_on: {{ base_model }}

    {%- for column in columns %}
    select
        '{{ model.identifier }}, column {{ column }}: ' || cast(count(*) as {{ dbt.type_string() }})
        || ' amounts are written like 1.234 and read as 1.23; if the point separates thousands, take it out in the '
        || 'base model: replace({{ column }}, ''.'', '''')' as problem
    from {{ model }}
    where {{ matches_regex(column, '^[^0-9]*[0-9]{1,3}[.][0-9]{3}[^0-9]*$') }}
    having count(*) > 0
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
{% endtest %}
