-- One row per day, without gaps: the calendar of the semantic layer (time spine). Like every mart, it waits for what
-- must be right before any is built.
-- depends_on: {{ ref('int_published_tags') }}
with days as (
    {{ dbt.date_spine(
        'day', "cast('" ~ var('earliest_plausible_date') ~ "' as date)", dbt.dateadd('day', 1, as_of_date())
    ) }}
),

final as (
    select cast(date_day as date) as date_day
    from days
)

select * from final
