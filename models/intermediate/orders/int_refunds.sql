-- Refunds of their own, one row per refund of an order, or of a customer alone. Until its day a refund is 0.
with refunds as (
    select * from {{ ref('stg_refunds') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

final as (
    select
        refunds.source_system,
        refunds.refund_id,
        refunds.order_id,
        refunds.order_item_id,
        -- of an order: the order's customer
        case when refunds.order_id is null then links.customer_id end as customer_id,
        refunds.refunded_date,
        -- in the order's currency, without tax and freight; without a day it applies from the order date
        cast(
            case
                when coalesce(refunds.refunded_date, {{ as_of_date() }}) <= {{ as_of_date() }}
                    then refunds.refund_amount - refunds.tax_amount - refunds.freight_amount
                else 0
            end as numeric(18, 2)
        ) as goods_amount
    from refunds
    left join links
        on
            refunds.source_system = links.source_system
            and refunds.source_customer_id = links.source_customer_id
    where refunds.order_id is not null or links.customer_id is not null
)

select * from final
