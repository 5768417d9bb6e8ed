-- The bands of a tag lie end to end: from no lower bound to no upper bound, without a gap or an overlap.
with definitions as (
    select * from {{ ref('tag_definitions') }}
    where kind = 'band'
),

tag_values as (
    select * from {{ ref('tag_values') }}
    where absent_reason is null
),

bands as (
    select
        tag_values.tag_code,
        tag_values.tag_value,
        {{ dbt.safe_cast('tag_values.min_value', 'numeric(24, 6)') }} as min_value,
        {{ dbt.safe_cast('tag_values.max_value', 'numeric(24, 6)') }} as max_value,
        coalesce(tag_values.closed in ('left', 'both'), false) as includes_min,
        coalesce(tag_values.closed in ('right', 'both'), false) as includes_max
    from tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
),

neighbours as (
    select
        *,
        'seeds/tags/tag_values.csv, row ' || tag_code || '/' || tag_value as row_name,
        row_number() over (partition by tag_code order by min_value asc nulls first, max_value asc nulls last) as place,
        row_number() over (partition by tag_code order by min_value desc nulls last, max_value desc nulls first)
            as place_from_top,
        lag(tag_value) over (partition by tag_code order by min_value asc nulls first, max_value asc nulls last)
            as lower_value,
        lag(max_value) over (partition by tag_code order by min_value asc nulls first, max_value asc nulls last)
            as lower_max,
        lag(includes_max) over (partition by tag_code order by min_value asc nulls first, max_value asc nulls last)
            as lower_includes_max
    from bands
),

problems as (
    select row_name || ': min_value is not below max_value; swap or correct them' as problem
    from neighbours
    where min_value >= max_value

    union all

    select
        row_name || ': is the lowest band but begins at ' || cast(min_value as {{ dbt.type_string() }})
        || '; empty its min_value, or add a band below' as problem
    from neighbours
    where place = 1 and min_value is not null

    union all

    select
        row_name || ': is the highest band but ends at ' || cast(max_value as {{ dbt.type_string() }})
        || '; empty its max_value, or add a band above' as problem
    from neighbours
    where place_from_top = 1 and max_value is not null

    union all

    select
        row_name || ': gap above ' || lower_value || ', which ends at ' || cast(lower_max as {{ dbt.type_string() }})
        || '; let this band begin there, and exactly one of the two be closed at it' as problem
    from neighbours
    where
        place > 1
        and (
            min_value > lower_max
            or (min_value = lower_max and not includes_min and not lower_includes_max)
        )

    union all

    select
        row_name || ': overlaps ' || lower_value || ', which ends at '
        || coalesce(cast(lower_max as {{ dbt.type_string() }}), 'no upper bound')
        || '; let this band begin there, and exactly one of the two be closed at it' as problem
    from neighbours
    where
        place > 1
        and (
            min_value is null
            or lower_max is null
            or min_value < lower_max
            or (min_value = lower_max and includes_min and lower_includes_max)
        )

    union all

    select
        'seeds/tags/tag_values.csv, tag ' || definitions.tag_code
        || ': is of kind band but no value has a band; add min_value, max_value and closed' as problem
    from definitions
    left join bands
        on definitions.tag_code = bands.tag_code and (bands.min_value is not null or bands.max_value is not null)
    where bands.tag_code is null
)

select problem from problems
