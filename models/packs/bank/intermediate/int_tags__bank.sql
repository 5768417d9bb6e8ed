-- The pack's tags with one value per customer, each with its evidence.
with metrics as (
    select * from {{ ref('int_customer_metrics__bank') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters__bank') }}
),

final as (
    select
        metrics.customer_id,

        wealth_tier.tag_value as wealth_tier,
        metrics.average_assets as wealth_tier__evidence,

        -- spends like the best, but has not brought the assets here
        case
            when
                metrics.spenders_up_to <= parameters.high_potential_low_asset__top_spender_share * metrics.spenders
                and wealth_tier.tag_value in ('ordinary', 'none')
                then 'yes'
            else 'no'
        end as high_potential_low_asset,
        metrics.card_spend_365d as high_potential_low_asset__evidence,

        card_activity.tag_value as card_activity,
        metrics.active_days_90d as card_activity__evidence,

        coalesce(metrics.largest_holding_class, 'none') as investment_preference,
        metrics.largest_holding_amount as investment_preference__evidence,

        coalesce(metrics.phone_brand, 'none') as phone_brand,
        metrics.phone_remark_date as phone_brand__evidence,

        asset_growth_potential.tag_value as asset_growth_potential,
        metrics.asset_growth_probability as asset_growth_potential__evidence,
        metrics.asset_growth_probability_set_by as asset_growth_potential__set_by
    from metrics
    cross join parameters
    {{- join_band('wealth_tier', 'metrics.average_assets') }}
    {{- join_band('card_activity', 'metrics.active_days_90d') }}
    {{- join_band('asset_growth_potential', 'metrics.asset_growth_probability') }}
)

select * from final
