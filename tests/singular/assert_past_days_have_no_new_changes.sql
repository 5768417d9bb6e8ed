-- No published day has more changes than when it was published (fewer, once somebody was erased).
with counts as (
    select
        changed_on,
        count(*) as row_count
    from {{ ref('customer_tag_changes') }}
    group by changed_on
)

select
    counts.changed_on,
    counts.row_count,
    runs.change_count
from counts
left join {{ ref('tag_runs') }} as runs on counts.changed_on = runs.as_of_date
where runs.as_of_date is null or counts.row_count > runs.change_count
