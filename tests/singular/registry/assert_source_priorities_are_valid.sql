-- source_priorities.csv has only attributes that it decides, each system once per attribute, with a whole number.
with priorities as (
    select
        *,
        seed_file || ', row ' || coalesce(attribute_name, '(attribute_name empty)')
        || '/' || coalesce(source_system, '(source_system empty)') as row_name
    from ({{ seed_rows('source_priorities') }}) as source_priorities
),

known_attributes as (
    {%- for attribute in survivorship_attributes() %}
    select '{{ attribute }}' as attribute_name
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

problems as (
    select
        priorities.row_name || ': no attribute that is chosen by priority; use one that its description in '
        || 'seeds/identity/_identity__seeds.yml lists' as problem
    from priorities
    left join known_attributes on priorities.attribute_name = known_attributes.attribute_name
    where known_attributes.attribute_name is null

    union all

    select row_name || ': source_system is empty; name the system as var source_systems does' as problem
    from priorities
    where source_system is null

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from priorities
    group by attribute_name, source_system
    having count(*) > 1

    union all

    select
        row_name || ': priority is ' || coalesce('"' || priority || '"', 'empty')
        || ', no whole number from 1 to 99; the lowest is believed first' as problem
    from priorities
    where priority is null or not {{ matches_regex('priority', '^[1-9][0-9]?$') }}
)

select problem from problems
