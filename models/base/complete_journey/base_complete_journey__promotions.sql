-- The retailer's 27 mailed campaigns, and the three kinds of discount that a transaction line records.
with campaigns as (
    select * from {{ source('complete_journey', 'campaign_descriptions') }}
),

discount_kinds as (
    select
        'retail_discount' as promotion_id,
        'Loyalty card price' as promotion_name,
        'discount' as promotion_type
    union all
    select
        'manufacturer_coupon' as promotion_id,
        'Manufacturer coupon' as promotion_name,
        'coupon' as promotion_type
    union all
    select
        'coupon_match' as promotion_id,
        'Store match of a manufacturer coupon' as promotion_name,
        'coupon' as promotion_type
),

final as (
    select
        'campaign-' || cast(campaign_id as {{ dbt.type_string() }}) as promotion_id,
        'Campaign ' || cast(campaign_id as {{ dbt.type_string() }}) || ' (' || campaign_type || ')' as promotion_name,
        'campaign' as promotion_type,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date
    from campaigns

    union all

    select
        promotion_id,
        promotion_name,
        promotion_type,
        null as start_date,
        null as end_date
    from discount_kinds
)

select * from final
