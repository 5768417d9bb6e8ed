-- A campaign mailed to a household is a send on its first day; redeeming one of its coupons is a reply. Every
-- redemption belongs to a campaign that was mailed to the household.
with campaigns as (
    select * from {{ source('complete_journey', 'campaigns') }}
),

campaign_descriptions as (
    select * from {{ source('complete_journey', 'campaign_descriptions') }}
),

coupon_redemptions as (
    select * from {{ source('complete_journey', 'coupon_redemptions') }}
),

sends as (
    select
        'mail-' || cast(campaigns.household_id as {{ dbt.type_string() }})
        || '-' || cast(campaigns.campaign_id as {{ dbt.type_string() }}) as interaction_id,
        campaigns.household_id as source_customer_id,
        campaign_descriptions.start_date as occurred_at,
        'send' as interaction_type,
        campaigns.campaign_id,
        null as send_id
    from campaigns
    left join campaign_descriptions on campaigns.campaign_id = campaign_descriptions.campaign_id
),

replies as (
    select
        'redemption-' || cast(household_id as {{ dbt.type_string() }})
        || '-' || cast(coupon_upc as {{ dbt.type_string() }}) || '-' || cast(campaign_id as {{ dbt.type_string() }})
        || '-' || cast(cast(redemption_date as date) as {{ dbt.type_string() }}) as interaction_id,
        household_id as source_customer_id,
        redemption_date as occurred_at,
        'reply' as interaction_type,
        campaign_id,
        'mail-' || cast(household_id as {{ dbt.type_string() }})
        || '-' || cast(campaign_id as {{ dbt.type_string() }}) as send_id
    from coupon_redemptions
),

unioned as (
    select * from sends
    union all
    select * from replies
),

final as (
    select
        interaction_id,
        source_customer_id,
        occurred_at,
        interaction_type,
        'mail' as channel,
        'campaign-' || cast(campaign_id as {{ dbt.type_string() }}) as campaign_id,
        send_id
    from unioned
)

select * from final
