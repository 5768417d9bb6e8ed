{{ config(materialized='view') }}

-- The catalogue as it was: what a value meant on the day on which it was set.
with states as (
    select * from {{ ref('tag_version_states') }}
),

published_days as (
    select distinct
        tag_code,
        valid_from
    from states
),

periods as (
    select
        *,
        lead(valid_from) over (partition by tag_code order by valid_from) as next_from
    from published_days
),

final as (
    select
        states.tag_code,
        states.version,
        states.valid_from,
        coalesce(periods.next_from, cast('9999-12-31' as date)) as valid_to,

        -- the tag
        states.name_zh,
        states.name_en,
        states.meaning_zh,
        states.meaning_en,
        states.kind,
        states.metric,
        states.unit,
        states.refresh,
        states.owner,
        states.status,

        -- one of its values
        states.tag_value,
        states.label_zh,
        states.label_en,
        states.min_value,
        states.max_value,
        states.closed,
        states.absent_reason,
        states.score,
        states.rank
    from states
    inner join periods
        on
            states.tag_code = periods.tag_code
            and states.valid_from = periods.valid_from
)

select * from final
