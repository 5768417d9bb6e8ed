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
        || '-' || cast(totals.monetary_score as {{ dbt.type_string() }}) as rfm_scores
    from totals
    {{ join_band('customer_grade', 'totals.rfm_total_score') }}
)

select * from final
