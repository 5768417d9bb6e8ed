-- Order facts as of the as-of date: one row per order of a known customer, with its net spend and whether it counts.
with orders as (
    select * from {{ ref('stg_orders') }}
    where order_date <= {{ as_of_date() }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

order_promotions as (
    select * from {{ ref('stg_order_promotions') }}
),

-- an order's records of refunds say what was refunded and when; without any, the order does
refunds as (
    select
        source_system,
        order_id,
        sum(goods_amount) as refund_amount
    from {{ ref('int_refunds') }}
    where order_id is not null
    group by source_system, order_id
),

-- of an order that has no refund of its own, the refunds of its items count
item_refunds as (
    select
        source_system,
        order_id,
        sum(refund_amount) as refund_amount
    from {{ ref('stg_order_items') }}
    where
        refund_amount > 0
        and coalesce(refunded_date, {{ as_of_date() }}) <= {{ as_of_date() }}
    group by source_system, order_id
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

promotion_records as (
    select
        source_system,
        order_id,
        sum(discount_amount) as discount_amount,
        max(case when promotion_type in ('coupon', 'campaign') then 1 else 0 end) as has_code,
        max(case when promotion_type = 'coupon' then 1 else 0 end) as has_coupon,
        max(case when discount_amount is null then 1 else 0 end) as has_record_without_amount
    from order_promotions
    group by source_system, order_id
),

-- cancellations and refunds apply from their own date, or from the order date without one
dated as (
    select
        orders.source_system,
        orders.order_id,
        orders.source_customer_id,
        links.customer_id,
        orders.order_date,
        orders.channel,
        -- a source that has only the day gives midnight
        case
            when orders.ordered_at <> cast(orders.order_date as {{ api.Column.translate_type('timestamp') }})
                then extract(hour from orders.ordered_at)
        end as order_hour,
        coalesce(orders.is_left_out, false) as is_left_out,
        orders.order_status = 'cancelled'
        and coalesce(orders.cancelled_date, orders.order_date) <= {{ as_of_date() }} as is_cancelled,
        orders.order_status = 'returned'
        and coalesce(orders.refunded_date, orders.order_date) <= {{ as_of_date() }} as is_returned,
        coalesce(orders.exchange_rate, 1) as exchange_rate,
        orders.paid_amount - orders.tax_amount - orders.freight_amount as goods_amount,
        case
            when refunds.order_id is not null then refunds.refund_amount
            when orders.refund_amount = 0 then coalesce(item_refunds.refund_amount, 0)
            when coalesce(orders.refunded_date, orders.order_date) <= {{ as_of_date() }} then orders.refund_amount
            else 0
        end as refund_amount,
        coalesce(orders.discount_amount, promotion_records.discount_amount, 0) as discount_amount,
        coalesce(promotion_records.has_code, 0) = 1 as has_code,
        coalesce(promotion_records.has_coupon, 0) = 1 as has_coupon,
        coalesce(promotion_records.has_record_without_amount, 0) = 1 as has_record_without_amount
    from orders
    inner join links
        on
            orders.source_system = links.source_system
            and orders.source_customer_id = links.source_customer_id
    left join promotion_records
        on
            orders.source_system = promotion_records.source_system
            and orders.order_id = promotion_records.order_id
    left join refunds
        on
            orders.source_system = refunds.source_system
            and orders.order_id = refunds.order_id
    left join item_refunds
        on
            orders.source_system = item_refunds.source_system
            and orders.order_id = item_refunds.order_id
),

-- a refund of all that was paid for the goods is a full return, whatever the status
valued as (
    select
        *,
        is_returned or (refund_amount > 0 and refund_amount >= goods_amount) as is_fully_returned,
        goods_amount - refund_amount as net_spend,
        goods_amount - refund_amount + discount_amount as list_value
    from dated
),

final as (
    select
        valued.source_system,
        valued.order_id,
        valued.source_customer_id,
        valued.customer_id,
        valued.order_date,
        valued.channel,
        case
            when valued.order_hour < parameters.shopping_time__morning_from_hour then 'night'
            when valued.order_hour < parameters.shopping_time__afternoon_from_hour then 'morning'
            when valued.order_hour < parameters.shopping_time__evening_from_hour then 'afternoon'
            when valued.order_hour is not null then 'evening'
        end as part_of_day,

        valued.is_cancelled,
        valued.is_fully_returned,
        not valued.is_cancelled and not valued.is_fully_returned and not valued.is_left_out as is_counted,
        valued.has_coupon,

        -- a redeemed code, a record without an amount, or large enough discounts
        valued.has_code
        or valued.has_record_without_amount
        or (
            valued.list_value > 0
            and valued.discount_amount >= parameters.promotion_participation__min_discount_share * valued.list_value
        ) as is_promotion_order,

        -- amounts in the company's currency
        valued.exchange_rate,
        {{ in_company_currency('valued.net_spend', 'valued.exchange_rate') }} as net_spend,
        {{ in_company_currency('valued.discount_amount', 'valued.exchange_rate') }} as discount_amount,
        {{ in_company_currency('valued.list_value', 'valued.exchange_rate') }} as list_value
    from valued
    cross join parameters
)

select * from final
