{% test has_columns(model, columns, file) %}
    {#- A seed has exactly these columns: reports an overwritten heading or a stray column, with its remedy. -#}
    {{ config(store_failures=true) }}
    {%- set found = column_names(model) -%}
    with problems as (
        select cast(null as {{ dbt.type_string() }}) as problem
        {%- for column in columns if column not in found %}
        union all
        select '{{ file }}, row 1 (headings): column {{ column }} is missing; add it or correct its heading'
        {%- endfor %}
        {%- for column in found if column not in columns %}
        union all
        select
            '{{ file }}, row 1 (headings): column {{ column | replace("'", "''") }} is unknown (a column without a '
            || 'heading shows as a letter); delete it or correct its heading'
        {%- endfor %}
    )

    select problem from problems
    where problem is not null
{% endtest %}
