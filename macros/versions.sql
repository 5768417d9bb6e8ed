{% macro rank_versions(records, key, ties, arrived=none, any_time=false, with_reasons=true) -%}
    {#-
        Rows with the same key are versions of one record: version_rank 1 is the latest version known on the as-of date,
        record_count the number of rows. The latest is the one updated last, then the one that arrived last. A version
        without a time is known, but older than any with one; a version from after the as-of date is used only if there
        is no other. What is left is broken by content, so that the result never depends on the order of the file: such
        a row is a conflict, and conflicting_columns names what differs from the row that is used. Rejected rows are not
        versions: all three are null.

        Nearly every key has one row. Only the others are sorted; sorting all took a quarter of the time of staging.

        records:       CTE with the rows of one entity, and their `rejection_reason`
        key:           the record's id within its source system
        ties:          the other columns, most significant first
        arrived:       column with the day of arrival, where the entity has one
        any_time:      whether version_rank 1 is the latest of all versions, whatever the as-of date
        with_reasons:  false if the rows have no `rejection_reason`; they get no conflicting_columns either
    -#}
    {%- set is_version = records ~ '.rejection_reason is null' if with_reasons else '1 = 1' -%}
    {%- set partition = 'partition by ' ~ records ~ '.' ~ key ~ ', ' ~ records ~ '.source_system' -%}
    {%- set updated = records ~ '.updated_at' -%}
    {%- set time = [updated ~ ' desc nulls last'] -%}
    {%- set known_at = updated -%}
    {%- if arrived -%}
        {%- do time.append(records ~ '.' ~ arrived ~ ' desc nulls last') -%}
        {%- set known_at = 'coalesce(' ~ updated ~ ', cast(' ~ records ~ '.' ~ arrived ~ ' as timestamp))' -%}
    {%- endif -%}
    {%- if not any_time -%}
        {%- do time.insert(0, known_as_of(known_at) ~ ' desc') -%}
    {%- endif -%}
    {%- set latest = time | join(', ') -%}
    {%- for column in ties -%}
        {%- do time.append(records ~ '.' ~ column ~ ' desc nulls last') -%}
    {%- endfor -%}
    {%- set used = partition ~ ' order by ' ~ time | join(', ') -%}
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
        {%- if with_reasons %},
        cast(null as {{ dbt.type_string() }}) as conflicting_columns
        {%- endif %}
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
        row_number() over ({{ used }}) as version_rank,
        repeated.record_count
        {%- if with_reasons %},
        case
            when dense_rank() over ({{ partition }} order by {{ latest }}) = 1
                then nullif(trim(
                    {%- for column in ties %}
                    case
                        when {{ records }}.{{ column }} is distinct from first_value({{ records }}.{{ column }}) over (
                            {{ used }}
                        )
                            then '{{ column }} '
                        else ''
                    end{{ ' ||' if not loop.last }}
                    {%- endfor %}
                ), '')
        end as conflicting_columns
        {%- endif %}
    from {{ records }}
    inner join repeated
        on
            {{ is_version }}
            and {{ records }}.{{ key }} = repeated.{{ key }}
            and {{ records }}.source_system = repeated.source_system
{%- endmacro %}
