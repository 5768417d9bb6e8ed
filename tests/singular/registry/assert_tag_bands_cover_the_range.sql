-- The bands of a tag cover the whole range: from no lower bound to no upper bound, without a gap or an overlap.
-- assert_tag_values_are_valid covers tags with a bound that is not a number.
with tag_values as (
    select
        *,
        {{ dbt.safe_cast('min_value', 'numeric(24, 6)') }} as min_number,
        {{ dbt.safe_cast('max_value', 'numeric(24, 6)') }} as max_number
    from ({{ seed_rows('tag_values') }}) as tag_values
    where absent_reason is null
),

unreadable as (
    select distinct tag_code from tag_values
    where (min_value is not null and min_number is null) or (max_value is not null and max_number is null)
),

definitions as (
    select definitions.* from ({{ seed_rows('tag_definitions') }}) as definitions
    left join unreadable on definitions.tag_code = unreadable.tag_code
    where definitions.kind in ('band', 'model') and unreadable.tag_code is null
),

bands as (
    select
        tag_values.*,
        tag_values.seed_file || ', row ' || tag_values.tag_code || '/' || tag_values.tag_value as row_name,
        coalesce(tag_values.closed in ('left', 'both'), false) as includes_min,
        coalesce(tag_values.closed in ('right', 'both'), false) as includes_max,
        row_number() over (
            partition by tag_values.tag_code
            order by tag_values.min_number asc nulls first, tag_values.max_number asc nulls last
        ) as place,
        row_number() over (
            partition by tag_values.tag_code
            order by tag_values.max_number desc nulls first, tag_values.min_number desc nulls last
        ) as place_from_top
    from tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
),

-- each band with the one below it
neighbours as (
    select
        bands.*,
        lower_bands.tag_value as lower_value,
        lower_bands.max_value as lower_max,
        lower_bands.max_number as lower_max_number,
        lower_bands.includes_max as lower_includes_max
    from bands
    inner join bands as lower_bands
        on
            bands.tag_code = lower_bands.tag_code
            and bands.place = lower_bands.place + 1
),

problems as (
    select row_name || ': min_value is not below max_value; swap or correct them' as problem
    from bands
    where min_number >= max_number

    union all

    select
        row_name || ': is the lowest band but begins at ' || min_value
        || '; empty its min_value, or add a band below' as problem
    from bands
    where place = 1 and min_number is not null

    union all

    select
        row_name || ': is the highest band but ends at ' || max_value
        || '; empty its max_value, or add a band above' as problem
    from bands
    where place_from_top = 1 and max_number is not null

    union all

    select
        row_name || ': gap above ' || lower_value || ', which ends at ' || lower_max
        || '; let this band begin there, and exactly one of the two be closed at it' as problem
    from neighbours
    where
        min_number > lower_max_number
        or (min_number = lower_max_number and not includes_min and not lower_includes_max)

    union all

    select
        row_name || ': overlaps ' || lower_value || ', which ends at ' || coalesce(lower_max, 'no upper bound')
        || '; let this band begin there, and exactly one of the two be closed at it' as problem
    from neighbours
    where
        min_number is null
        or lower_max_number is null
        or min_number < lower_max_number
        or (min_number = lower_max_number and includes_min and lower_includes_max)

    union all

    select
        {{ tag_seed('tag_values', 'definitions.pack') }} || ', tag ' || definitions.tag_code
        || ': is of kind band or model but no value has a band; add min_value, max_value and closed' as problem
    from definitions
    left join bands
        on
            definitions.tag_code = bands.tag_code
            and (bands.min_value is not null or bands.max_value is not null)
    where bands.tag_code is null
)

select problem from problems
