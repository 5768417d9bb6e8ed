{% macro rank_versions(records, key, ties, any_time=false, with_reasons=true) -%}
    {#-
        Rows with the same key are versions of one record: version_rank 1 is the latest version known on the as-of date,
        record_count the number of rows. A version without a time is known, but older than any with one; a version from
        after the as-of date is used only if there is no other. Remaining ties are broken by content, so that the result
        never depends on the order of the file. Rejected rows are not versions: both are null.

        Nearly every key has one row. Only the others are sorted; sorting all took a quarter of the time of staging.

        records:       CTE with the rows of one entity, and their `rejection_reason`
        key:           the record's id within its source system
        ties:          the other columns, most significant first
        any_time:      whether version_rank 1 is the latest of all versions, whatever the as-of date
        with_reasons:  false if the rows have no `rejection_reason`
    -#}
    {%- set is_version = records ~ '.rejection_reason is null' if with_reasons else '1 = 1' -%}
    with repeated as (
        select
            {{ key }},
            source_system,
            count(*) as record_count
        from {{ records }}
        where {{ is_version }}
        group by {{ key }}, source_system
        having count(*) > 1
    )

    select
        {{ records }}.*,
        case when {{ is_version }} then 1 end as version_rank,
        case when {{ is_version }} then 1 end as record_count
    from {{ records }}
    left join repeated
        on
            {{ is_version }}
            and {{ records }}.{{ key }} = repeated.{{ key }}
            and {{ records }}.source_system = repeated.source_system
    where repeated.record_count is null

    union all

    select
        {{ records }}.*,
        row_number() over (
            partition by {{ records }}.{{ key }}, {{ records }}.source_system
            order by
                {% if not any_time %}{{ known_as_of(records ~ '.updated_at') }} desc,
                {% endif -%}
                {{ records }}.updated_at desc nulls last
                {%- for column in ties %},
                {{ records }}.{{ column }} desc nulls last
                {%- endfor %}
        ) as version_rank,
        repeated.record_count
    from {{ records }}
    inner join repeated
        on
            {{ is_version }}
            and {{ records }}.{{ key }} = repeated.{{ key }}
            and {{ records }}.source_system = repeated.source_system
{%- endmacro %}
