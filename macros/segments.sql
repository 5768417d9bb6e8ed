{#- Segments: conditions of seeds/segments/segment_conditions.csv as SQL. -#}

{% macro bucket(hash) -%}
    {#-
        One of 10,000 buckets: the first 8 hexadecimal digits of an MD5, modulo 10000. In arithmetic that all engines
        have; in Python: int(md5(text).hexdigest()[:8], 16) % 10000.
    -#}
    cast((
        {%- for place in range(1, 9) %}
        {{ '+ ' if not loop.first }}(
            {{- dbt.position('substring(' ~ hash ~ ', ' ~ place ~ ', 1)', "'0123456789abcdef'") }} - 1
        ) * cast({{ 16 ** (8 - place) }} as {{ dbt.type_bigint() }})
        {%- endfor %}
    ) % 10000 as {{ dbt.type_bigint() }})
{%- endmacro %}

{% macro segments_with_conditions() -%}
    {#- Active segments: {code: {'purpose', 'groups': {number: [condition]}}}. None while dbt parses. -#}
    {%- set segments, rows, conditions = {}, seed_rows('segments'), seed_rows('segment_conditions') -%}
    {%- if execute and load_relation(ref('segment_conditions')) -%}
        {%- for row in run_query(
            'select segments.segment_code, segments.purpose, conditions.group_number, '
            ~ 'conditions.subject, conditions.operator, conditions.value from (' ~ rows ~ ') as segments inner join ('
            ~ conditions ~ ') as conditions on segments.segment_code = conditions.segment_code '
            ~ "where segments.status = 'active' order by 1, 3, 4, 5, 6"
        ) -%}
            {%- set segment = segments.setdefault(row.segment_code, {'purpose': row.purpose, 'groups': {}}) -%}
            {%- do segment.groups.setdefault(row.group_number, []).append(row) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(segments) -}}
{%- endmacro %}

{% macro purchase_flags(segments, purchases) -%}
    {#- Query of customer_purchases (a relation): whether a customer bought each category and product that a condition
        names, within its days. A subquery per condition is more than Spark allows. -#}
    {%- set found = [] -%}
    select
        {%- for segment in segments.values() %}
        {%- for conditions in segment.groups.values() %}
        {%- for condition in conditions if condition.operator in ('bought', 'not_bought') %}
        {%- set flag, subject = purchase_flag(condition), condition.subject.split('_') %}
        {%- if flag not in found %}
        {%- do found.append(flag) %}
        max(
            case
                when
                    {{ 'category' if subject[0] == 'category' else 'product_id' }}
                    = '{{ condition.value | replace("'", "''") }}'
                    and last_order_date > {{ dbt.dateadd('day', '-' ~ subject[1][:-1], 'as_of_date') }}
                    then 1
                else 0
            end
        ) as {{ flag }},
        {%- endif %}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        customer_id
    from {{ purchases }}
    group by customer_id
{%- endmacro %}

{% macro purchase_flag(condition) -%}
    bought_{{ local_md5(condition.subject ~ '=' ~ condition.value) }}
{%- endmacro %}

{% macro is_in_segment(segments, code) -%}
    {#- Condition on customer_tags as tags, customer_metrics as metrics and purchase_flags as purchases: whether the
        customer belongs to the segment, whatever its purpose. The registry tests say that every name exists and that
        there is no circle. -#}
    {%- for conditions in segments[code].groups.values() %}
    {{- ' or ' if not loop.first }}(
        {%- for condition in conditions %}
        {{ 'and ' if not loop.first }}{{ condition_holds(segments, condition) }}
        {%- endfor %}
    )
    {%- endfor %}
{%- endmacro %}

{% macro condition_holds(segments, condition) -%}
    {%- set operator, subject = condition.operator, condition.subject -%}
    {%- set value = (condition.value or '') | replace("'", "''") -%}
    {%- if operator in ('is', 'is_not') -%}
        tags.{{ subject }} {{ '=' if operator == 'is' else '<>' }} '{{ value }}'
    {%- elif operator in ('in', 'not_in') -%}
        tags.{{ subject }} {{ 'not ' if operator == 'not_in' }}in ('{{ value.split() | join("', '") }}')
    {%- elif operator in ('has', 'has_not') -%}
        {{ dbt.position("'\"" ~ value ~ "\"'", 'tags.' ~ subject) }} {{ '>' if operator == 'has' else '=' }} 0
    {%- elif operator in ('at_least', 'less_than') -%}
        coalesce(metrics.{{ subject }} {{ '>=' if operator == 'at_least' else '<' }} {{ value }}, false)
    {%- elif operator in ('bought', 'not_bought') -%}
        coalesce(purchases.{{ purchase_flag(condition) }}, 0) = {{ 1 if operator == 'bought' else 0 }}
    {%- else -%}
        {{ 'not ' if operator == 'not_in_segment' }}({{ is_in_segment(segments, value) }})
    {%- endif -%}
{%- endmacro %}
