with order_items as (
    select * from {{ ref('stg_order_items__checked') }}
    where rejection_reason is null
),

-- of several versions of one item: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, order_item_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                order_id asc,
                product_id asc nulls last,
                paid_amount desc,
                refund_amount desc,
                refunded_at desc nulls last,
                quantity desc nulls last,
                discount_amount desc nulls last
        ) as version_rank,
        count(*) over (partition by source_system, order_item_id) as record_count
    from order_items
),

final as (
    select
        source_system,
        order_item_id,
        order_id,
        product_id,
        quantity,
        paid_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
