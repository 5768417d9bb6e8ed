{% test same_keys_as(model, column_name, to, to_where='1 = 1') %}
    {#- The keys of this column are exactly those of the column of the same name in `to` (where `to_where` holds): none
        missing, none extra. -#}
    select
        coalesce(here.{{ column_name }}, there.{{ column_name }}) as {{ column_name }},
        case when here.{{ column_name }} is null then 'missing here' else 'missing there' end as fault
    from (select distinct {{ column_name }} from {{ model }}) as here
    full outer join (select distinct {{ column_name }} from {{ to }} where {{ to_where }}) as there
        on here.{{ column_name }} = there.{{ column_name }}
    where here.{{ column_name }} is null or there.{{ column_name }} is null
{% endtest %}
