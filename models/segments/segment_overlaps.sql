-- How far two segments have the same customers: a row per pair, the first code before the second.
with sizes as (
    select * from {{ ref('segment_sizes') }}
),

members as (
    select * from {{ ref('customer_segments') }}
),

shared as (
    select
        firsts.segment_code as first_segment_code,
        seconds.segment_code as second_segment_code,
        count(*) as both_count
    from members as firsts
    inner join members as seconds
        on
            firsts.customer_id = seconds.customer_id
            and firsts.segment_code < seconds.segment_code
    group by firsts.segment_code, seconds.segment_code
),

pairs as (
    select
        firsts.segment_code as first_segment_code,
        seconds.segment_code as second_segment_code,
        firsts.customer_count as first_count,
        seconds.customer_count as second_count,
        coalesce(shared.both_count, 0) as both_count,
        firsts.customer_count + seconds.customer_count - coalesce(shared.both_count, 0) as either_count
    from sizes as firsts
    inner join sizes as seconds on firsts.segment_code < seconds.segment_code
    left join shared
        on
            firsts.segment_code = shared.first_segment_code
            and seconds.segment_code = shared.second_segment_code
),

final as (
    select
        first_segment_code,
        second_segment_code,
        both_count,
        either_count,
        first_count - both_count as only_first_count,
        second_count - both_count as only_second_count,
        cast({{ ratio('both_count', 'either_count') }} as numeric(24, 6)) as jaccard,
        {{ as_of_date() }} as as_of_date
    from pairs
)

select * from final
