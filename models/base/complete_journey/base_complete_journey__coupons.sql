-- Redeemed coupons; the data does not say when a coupon was issued, or in which basket it was used.
with coupon_redemptions as (
    select * from {{ source('complete_journey', 'coupon_redemptions') }}
),

final as (
    select
        cast(household_id as {{ dbt.type_string() }}) || '-' || cast(coupon_upc as {{ dbt.type_string() }})
        || '-' || cast(campaign_id as {{ dbt.type_string() }})
        || '-' || cast(cast(redemption_date as date) as {{ dbt.type_string() }}) as coupon_id,
        household_id as source_customer_id,
        'campaign-' || cast(campaign_id as {{ dbt.type_string() }}) as promotion_id,
        redemption_date as redeemed_at
    from coupon_redemptions
)

select * from final
