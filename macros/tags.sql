{% macro join_band(tag_code, metric, alias=none, absent_reason=none) -%}
    {#-
        Cuts a metric by the bands of a tag: left join of the one row of int_tag_values whose band holds the metric,
        or, where the metric is null, of the tag's absent value. The tag's value is then `<tag_code>.tag_value`.
        Registry tests keep bands free of gaps and overlaps, so that the join neither drops nor repeats a customer.

        tag_code:  the tag; also the alias of the joined row unless another is given
        metric:    numeric column or expression
        alias:     alias of the joined row, where a model cuts two metrics by one tag
        absent_reason:  expression that tells which absent value a null metric gets, where the tag has several
    -#}
    {%- set band = alias or tag_code %}
    left join {{ ref('int_tag_values') }} as {{ band }}
        on {{ band }}.tag_code = '{{ tag_code }}'
            and (
                ({{ metric }} is null and {{ band }}.absent_reason {{ '= ' ~ absent_reason if absent_reason else 'is not null' }})
                or (
                    {{ band }}.absent_reason is null
                    and {{ metric }} is not null
                    and (
                        {{ band }}.min_value is null
                        or {{ metric }} > {{ band }}.min_value
                        or ({{ metric }} = {{ band }}.min_value and {{ band }}.includes_min)
                    )
                    and (
                        {{ band }}.max_value is null
                        or {{ metric }} < {{ band }}.max_value
                        or ({{ metric }} = {{ band }}.max_value and {{ band }}.includes_max)
                    )
                )
            )
{%- endmacro %}

{% macro tag_parameter(tag_code, parameter) -%}
    {#- One parameter of the seed tag_parameters as a column of a one-row table; null if it is missing or no number. -#}
    max(
        case
            when tag_code = '{{ tag_code }}' and parameter = '{{ parameter }}'
                then {{ dbt.safe_cast('value', 'numeric(18, 6)') }}
        end
    ) as {{ tag_code }}__{{ parameter }}
{%- endmacro %}
