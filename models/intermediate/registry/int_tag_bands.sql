-- The values of the seed, typed. A band contains min_value <= metric < max_value, or as includes_min and includes_max
-- say; a value with an absent_reason is for a metric that is null.
with tag_values as (
    {{ seed_rows('tag_values') }}
),

final as (
    select
        tag_code,
        tag_value,
        label_zh,
        label_en,
        {{ dbt.safe_cast('min_value', 'numeric(24, 6)') }} as min_value,
        {{ dbt.safe_cast('max_value', 'numeric(24, 6)') }} as max_value,
        closed,
        coalesce(closed in ('left', 'both'), false) as includes_min,
        coalesce(closed in ('right', 'both'), false) as includes_max,
        absent_reason,
        -- the only value for null: applies whatever the reason
        absent_reason is not null and count(absent_reason) over (partition by tag_code) = 1 as is_only_absent_value,
        {{ dbt.safe_cast('score', 'integer') }} as score,
        {{ dbt.safe_cast('rank', 'integer') }} as rank,
        overridden_by
    from tag_values
)

select * from final
