-- Which campaigns the customer took part in during 365 days: by an interaction, by a counted order with it, or by a
-- redeemed coupon of it. One row per customer and campaign.
with interactions as (
    select * from {{ ref('int_interactions') }}
    where interaction_type = 'campaign' and campaign_id is not null
),

orders as (
    select * from {{ ref('int_orders') }}
    where is_counted
),

order_promotions as (
    select * from {{ ref('stg_order_promotions') }}
    where promotion_id is not null
),

promotions as (
    select * from {{ ref('stg_promotions') }}
),

coupons as (
    select * from {{ ref('stg_coupons') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

campaign_orders as (
    select
        orders.customer_id,
        order_promotions.promotion_id as campaign_id,
        orders.order_date as campaign_date
    from order_promotions
    inner join orders
        on
            order_promotions.source_system = orders.source_system
            and order_promotions.order_id = orders.order_id
    where order_promotions.promotion_type = 'campaign'
),

campaign_coupons as (
    select
        links.customer_id,
        coupons.promotion_id as campaign_id,
        coupons.redeemed_date as campaign_date
    from coupons
    inner join links
        on
            coupons.source_system = links.source_system
            and coupons.source_customer_id = links.source_customer_id
    inner join promotions
        on
            coupons.source_system = promotions.source_system
            and coupons.promotion_id = promotions.promotion_id
    where promotions.promotion_type = 'campaign' and coupons.redeemed_date <= {{ as_of_date() }}
),

participations as (
    select
        customer_id,
        campaign_id,
        occurred_date as campaign_date
    from interactions
    union all
    select * from campaign_orders
    union all
    select * from campaign_coupons
),

final as (
    select
        customer_id,
        campaign_id,
        max(campaign_date) as last_campaign_date_365d
    from participations
    where campaign_date > {{ dbt.dateadd('day', -365, as_of_date()) }}
    group by customer_id, campaign_id
)

select * from final
