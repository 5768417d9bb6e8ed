{% macro rank_versions(records, key, ties, any_time=false, judged=true) -%}
    {#-
        Rows with the same key are versions of one record: version_rank 1 is the latest version known on the as-of date,
        record_count the number of rows. A version without a time is known, but older than any with one; a version from
        after the as-of date is taken only if there is no other. What is left goes by content, so that the result never
        depends on the order of the file. Rejected rows are no versions: both are null.

        records:   CTE with the rows of one entity, and their `rejection_reason`
        key:       the record's id within its source system
        ties:      the other columns, most telling first
        any_time:  whether version_rank 1 is the latest of all versions, whatever the as-of date
        judged:    false if the rows have no `rejection_reason`
    -#}
    {%- set rejected = ', rejection_reason' if judged -%}
    {%- set if_standing, end = ('case when rejection_reason is null then ', ' end') if judged else ('', '') -%}
    select
        *,
        {{ if_standing }}row_number() over (
            partition by {{ key }}, source_system{{ rejected }}
            order by
                {% if not any_time %}{{ known_as_of('updated_at') }} desc,
                {% endif -%}
                updated_at desc nulls last
                {%- for column in ties %},
                {{ column }} desc nulls last
                {%- endfor %}
        ){{ end }} as version_rank,
        {{ if_standing }}count(*) over (partition by {{ key }}, source_system{{ rejected }}){{ end }} as record_count
    from {{ records }}
{%- endmacro %}
