-- scorecard_parts.csv weighs each measure that the scorecard has, between two numbers that differ.
{%- set file = 'seeds/tags/scorecard_parts.csv' %}
{%- set measures = [
    'completeness_share', 'psi_30d', 'corrections_per_1000', 'reviewed_right_share', 'effect_bits_90d', 'use_count',
] %}

with parts as (
    select
        *,
        '{{ file }}, row ' || coalesce(part, '(part empty)') as row_name,
        {{ dbt.safe_cast('weight', 'numeric(24, 6)') }} as weight_number,
        {{ dbt.safe_cast('zero_at', 'numeric(24, 6)') }} as zero_number,
        {{ dbt.safe_cast('one_at', 'numeric(24, 6)') }} as one_number
    from {{ ref('scorecard_parts') }}
),

measures as (
    {%- for measure in measures %}
    select '{{ measure }}' as measure{{ ' union all' if not loop.last }}
    {%- endfor %}
),

problems as (
    select
        parts.row_name || ': there is no measure ' || coalesce(parts.measure, '(empty)')
        || '; the measures are {{ measures | join(', ') }}' as problem
    from parts
    left join measures on parts.measure = measures.measure
    where measures.measure is null

    union all

    select
        '{{ file }}: measure ' || measures.measure || ' must have one row; it has '
        || cast(count(parts.measure) as {{ dbt.type_string() }}) as problem
    from measures
    left join parts on measures.measure = parts.measure
    group by measures.measure
    having count(parts.measure) <> 1

    union all

    select row_name || ': weight is no number above 0; write one such as 2' as problem
    from parts
    where weight_number is null or weight_number <= 0

    union all

    select row_name || ': zero_at and one_at must be numbers that differ' as problem
    from parts
    where zero_number is null or one_number is null or zero_number = one_number

    union all

    select row_name || ': advise_at or min_customers is no number; write one, or leave the cell empty' as problem
    from parts
    where
        (advise_at is not null and {{ dbt.safe_cast('advise_at', 'numeric(24, 6)') }} is null)
        or (min_customers is not null and {{ dbt.safe_cast('min_customers', 'numeric(24, 6)') }} is null)
)

select problem from problems
