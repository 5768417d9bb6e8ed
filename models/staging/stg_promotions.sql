with promotions as (
    select * from {{ ref('stg_promotions__checked') }}
    where rejection_reason is null
),

-- of several versions of one promotion: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, promotion_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                promotion_type asc,
                promotion_name asc nulls last,
                start_date asc nulls last,
                end_date asc nulls last
        ) as version_rank,
        count(*) over (partition by source_system, promotion_id) as record_count
    from promotions
),

final as (
    select
        source_system,
        promotion_id,
        promotion_name,
        promotion_type,
        start_date,
        end_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
