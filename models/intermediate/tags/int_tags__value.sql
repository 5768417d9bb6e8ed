-- What the customer is worth. RFM: each score is the score of the customer's value of the tag it stands on, so that R,
-- F and M move with the thresholds of purchase_recency, purchase_frequency and spend_level.
with behaviour as (
    select * from {{ ref('int_tags__behaviour') }}
),

spend_rank as (
    select * from {{ ref('int_customer_spend_rank') }}
),

profit as (
    select * from {{ ref('int_customer_profit') }}
),

predictions as (
    select * from {{ ref('int_customer_predictions') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

scores as (
    select
        customer_id,
        days_since_last_order is not null as has_bought,
        purchase_recency_score as recency_score,
        -- no orders and no spend stand in the lowest bands; who never bought scores 0 all the same
        case when days_since_last_order is null then 0 else purchase_frequency_score end as frequency_score,
        case when days_since_last_order is null then 0 else spend_level_score end as monetary_score
    from behaviour
),

totals as (
    select
        scores.*,
        scores.recency_score + scores.frequency_score + scores.monetary_score as rfm_total_score,
        scores.recency_score >= parameters.rfm_segment__high_score_min as recency_is_high,
        scores.frequency_score >= parameters.rfm_segment__high_score_min as frequency_is_high,
        scores.monetary_score >= parameters.rfm_segment__high_score_min as monetary_is_high
    from scores
    cross join parameters
),

final as (
    select
        totals.customer_id,

        cast(totals.recency_score as {{ dbt.type_string() }}) as rfm_recency_score,
        cast(totals.frequency_score as {{ dbt.type_string() }}) as rfm_frequency_score,
        cast(totals.monetary_score as {{ dbt.type_string() }}) as rfm_monetary_score,

        customer_grade.tag_value as customer_grade,

        -- important: spends much; value: came lately and often; develop: lately only; keep: often only; retain: neither
        case
            when not totals.has_bought then 'none'
            when totals.recency_is_high and totals.frequency_is_high and totals.monetary_is_high then 'important_value'
            when totals.recency_is_high and totals.monetary_is_high then 'important_develop'
            when totals.frequency_is_high and totals.monetary_is_high then 'important_keep'
            when totals.monetary_is_high then 'important_retain'
            when totals.recency_is_high and totals.frequency_is_high then 'general_value'
            when totals.recency_is_high then 'general_develop'
            when totals.frequency_is_high then 'general_keep'
            else 'general_retain'
        end as rfm_segment,
        totals.rfm_total_score,
        cast(totals.recency_score as {{ dbt.type_string() }})
        || '-' || cast(totals.frequency_score as {{ dbt.type_string() }})
        || '-' || cast(totals.monetary_score as {{ dbt.type_string() }}) as rfm_scores,

        -- the customers before this one, who spend more, bring less than that share of all net spend
        case
            when spend_rank.customer_id is null then 'none'
            when
                spend_rank.net_spend_before_365d
                < parameters.value_contribution__high_max_share * spend_rank.total_net_spend_365d
                then 'high'
            when
                spend_rank.net_spend_before_365d
                < parameters.value_contribution__medium_max_share * spend_rank.total_net_spend_365d
                then 'medium'
            else 'low'
        end as value_contribution,
        spend_rank.net_spend_share_before_365d,

        profit_contribution.tag_value as profit_contribution,
        profit.profit_share_365d,
        profit.profit_share_365d_absent_reason,

        ltv_tier.tag_value as ltv_tier,
        predictions.predicted_value_3y,
        predictions.predicted_value_3y_set_by,

        purchase_potential.tag_value as purchase_potential,
        predictions.purchase_probability_90d,
        predictions.purchase_probability_90d_set_by
    from totals
    cross join parameters
    inner join profit on totals.customer_id = profit.customer_id
    inner join predictions on totals.customer_id = predictions.customer_id
    left join spend_rank on totals.customer_id = spend_rank.customer_id
    {{ join_band('customer_grade', 'totals.rfm_total_score') }}
    {{ join_band(
        'profit_contribution', 'profit.profit_share_365d', absent_reason='profit.profit_share_365d_absent_reason'
    ) }}
    {{ join_band('ltv_tier', 'predictions.predicted_value_3y') }}
    {{ join_band('purchase_potential', 'predictions.purchase_probability_90d') }}
)

select * from final
