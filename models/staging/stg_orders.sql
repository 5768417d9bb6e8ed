with orders as (
    select * from {{ ref('stg_orders__checked') }}
    where rejection_reason is null
),

-- of several versions of one order: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, order_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                ordered_at desc,
                source_customer_id asc nulls last,
                order_status asc,
                paid_amount desc,
                refund_amount desc,
                refunded_at desc nulls last,
                cancelled_at desc nulls last,
                discount_amount desc nulls last,
                tax_amount desc,
                freight_amount desc
        ) as version_rank,
        count(*) over (partition by source_system, order_id) as record_count
    from orders
),

final as (
    select
        source_system,
        order_id,
        source_customer_id,
        ordered_at,
        cast(ordered_at as date) as order_date,
        order_status,
        cast(cancelled_at as date) as cancelled_date,
        paid_amount,
        tax_amount,
        freight_amount,
        discount_amount,
        refund_amount,
        cast(refunded_at as date) as refunded_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
