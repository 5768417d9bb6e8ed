-- RFM: each score is the score of the customer's value of the tag it stands on, so that R, F and M move with the
-- thresholds of purchase_recency, purchase_frequency and spend_level.
with behaviour as (
    select * from {{ ref('int_tags__behaviour') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

scores as (
    select
        customer_id,
        days_since_last_order,
        orders_365d,
        net_spend_365d,
        -- never bought: 0 each
        case when days_since_last_order is null then 0 else purchase_recency_score end as recency_score,
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
        totals.days_since_last_order,

        cast(totals.frequency_score as {{ dbt.type_string() }}) as rfm_frequency_score,
        totals.orders_365d,

        cast(totals.monetary_score as {{ dbt.type_string() }}) as rfm_monetary_score,
        totals.net_spend_365d,

        customer_grade.tag_value as customer_grade,

        -- important: spends much; value: came lately and often; develop: lately only; keep: often only; retain: neither
        case
            when totals.days_since_last_order is null then 'none'
            when totals.recency_is_high and totals.frequency_is_high and totals.monetary_is_high then 'important_value'
            when totals.recency_is_high and totals.monetary_is_high then 'important_develop'
            when totals.frequency_is_high and totals.monetary_is_high then 'important_keep'
            when totals.monetary_is_high then 'important_retain'
            when totals.recency_is_high and totals.frequency_is_high then 'general_value'
            when totals.recency_is_high then 'general_develop'
            when totals.frequency_is_high then 'general_keep'
            else 'general_retain'
        end as rfm_segment,
        totals.rfm_total_score
    from totals
    {{ join_band('customer_grade', 'totals.rfm_total_score') }}
)

select * from final
