with order_promotions as (
    select * from {{ ref('stg_order_promotions__checked') }}
    where rejection_reason is null
),

-- of several versions of one record: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, order_promotion_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                order_id asc,
                promotion_id asc nulls last,
                promotion_type asc nulls last,
                discount_amount desc nulls last
        ) as version_rank,
        count(*) over (partition by source_system, order_promotion_id) as record_count
    from order_promotions
),

final as (
    select
        source_system,
        order_promotion_id,
        order_id,
        promotion_id,
        promotion_type,
        discount_amount,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
