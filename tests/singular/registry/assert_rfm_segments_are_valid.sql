-- rfm_segments.csv has whole numbers, values of the catalogue, and a segment for all scores that a buyer can have.
with segments as (
    select
        *,
        seed_file || ', row ' || coalesce(segment, '(segment empty)')
        || '/' || coalesce(priority, '(priority empty)') as row_name
    from ({{ seed_rows('rfm_segments') }}) as rfm_segments
),

bands as (
    select * from {{ ref('int_tag_bands') }}
),

ranges as (
    select
        {%- for bound in ['r_min', 'r_max', 'f_min', 'f_max', 'm_min', 'm_max'] %}
        {{ dbt.safe_cast(bound, 'integer') }} as {{ bound }},
        {%- endfor %}
        segment
    from segments
),

-- the scores that a buyer can have
triples as (
    select
        recency.score as r,
        frequency.score as f,
        monetary.score as m
    from bands as recency
    cross join bands as frequency
    cross join bands as monetary
    where
        recency.tag_code = 'rfm_recency_score' and recency.absent_reason is null
        and frequency.tag_code = 'rfm_frequency_score' and frequency.absent_reason is null
        and monetary.tag_code = 'rfm_monetary_score' and monetary.absent_reason is null
),

unmatched as (
    select
        triples.r,
        triples.f,
        triples.m
    from triples
    left join ranges
        on
            triples.r >= coalesce(ranges.r_min, 0)
            and triples.r <= coalesce(ranges.r_max, triples.r)
            and triples.f >= coalesce(ranges.f_min, 0)
            and triples.f <= coalesce(ranges.f_max, triples.f)
            and triples.m >= coalesce(ranges.m_min, 0)
            and triples.m <= coalesce(ranges.m_max, triples.m)
    where ranges.segment is null
),

problems as (
    select
        segments.row_name || ': tag_values.csv has no value rfm_segment_named/' || coalesce(segments.segment, '')
        || '; add it there, or correct segment' as problem
    from segments
    left join bands
        on
            bands.tag_code = 'rfm_segment_named'
            and segments.segment = bands.tag_value
            and bands.absent_reason is null
    where bands.tag_value is null

    union all

    select row_name || ': priority is ' || coalesce('"' || priority || '"', 'empty') || '; use whole numbers' as problem
    from segments
    where priority is null or not {{ matches_regex('priority', '^[1-9][0-9]{0,5}$') }}

    union all

    select min(row_name) || ': another row has this priority, too; number them from 1' as problem
    from segments
    group by priority
    having count(*) > 1

    {%- for score in ['r', 'f', 'm'] %}
    {%- for bound in [score ~ '_min', score ~ '_max'] %}

    union all

    select
        row_name || ': {{ bound }} is "' || {{ bound }} || '"; use a whole number, or leave it empty' as problem
    from segments
    where {{ bound }} is not null and not {{ matches_regex(bound, '^[0-9]{1,3}$') }}
    {%- endfor %}

    union all

    select
        row_name || ': {{ score }}_min is above {{ score }}_max, so that the row holds nobody; swap them' as problem
    from segments
    where {{ dbt.safe_cast(score ~ '_min', 'integer') }} > {{ dbt.safe_cast(score ~ '_max', 'integer') }}
    {%- endfor %}

    union all

    select
        'seeds/segments/rfm_segments.csv: no row holds the scores '
        || min(
            cast(r as {{ dbt.type_string() }}) || '-' || cast(f as {{ dbt.type_string() }}) || '-'
            || cast(m as {{ dbt.type_string() }})
        ) || ' (recency-frequency-monetary), nor '
        || cast(count(*) - 1 as {{ dbt.type_string() }}) || ' other combinations; widen a row, or add one last without '
        || 'limits' as problem
    from unmatched
    having count(*) > 0
)

select problem from problems
