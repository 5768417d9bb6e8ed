-- Value of the customer, by the scores for recency, frequency and spend and by the share of all net spend.
with bands as (
    select * from {{ ref('int_tags__bands') }}
),

metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

named_segments as (
    select
        segment,
        {%- for number in ['r_min', 'r_max', 'f_min', 'f_max', 'm_min', 'm_max'] %}
        cast({{ number }} as {{ dbt.type_int() }}) as {{ number }},
        {%- endfor %}
        cast(priority as {{ dbt.type_int() }}) as priority
    from ({{ seed_rows('rfm_segments') }}) as rfm_segments
),

scores as (
    select
        bands.customer_id,
        metrics.orders_lifetime > 0 as has_bought,
        bands.rfm_recency_score__points as recency,
        bands.rfm_frequency_score__points as frequency,
        bands.rfm_monetary_score__points as monetary,
        bands.rfm_recency_score__points + bands.rfm_frequency_score__points + bands.rfm_monetary_score__points as total,
        cast(bands.rfm_recency_score__points as {{ dbt.type_string() }})
        || '-' || cast(bands.rfm_frequency_score__points as {{ dbt.type_string() }})
        || '-' || cast(bands.rfm_monetary_score__points as {{ dbt.type_string() }}) as all_three,
        bands.rfm_recency_score__points >= parameters.rfm_segment__high_score_min as recency_is_high,
        bands.rfm_frequency_score__points >= parameters.rfm_segment__high_score_min as frequency_is_high,
        bands.rfm_monetary_score__points >= parameters.rfm_segment__high_score_min as monetary_is_high
    from bands
    inner join metrics on bands.customer_id = metrics.customer_id
    cross join parameters
),

-- the first segment whose ranges contain the three scores; there are few triples, however many customers
triples as (
    select distinct
        recency,
        frequency,
        monetary
    from scores
    where has_bought
),

matches as (
    select
        triples.*,
        named_segments.segment,
        row_number() over (
            partition by triples.recency, triples.frequency, triples.monetary
            order by named_segments.priority
        ) as match_rank
    from triples
    inner join named_segments
        on
            triples.recency >= coalesce(named_segments.r_min, 0)
            and triples.recency <= coalesce(named_segments.r_max, triples.recency)
            and triples.frequency >= coalesce(named_segments.f_min, 0)
            and triples.frequency <= coalesce(named_segments.f_max, triples.frequency)
            and triples.monetary >= coalesce(named_segments.m_min, 0)
            and triples.monetary <= coalesce(named_segments.m_max, triples.monetary)
),

final as (
    select
        scores.customer_id,

        customer_grade.tag_value as customer_grade,
        scores.total as customer_grade__evidence,

        -- important: high spend; value: recent and frequent; develop: recent only; keep: frequent only; retain: neither
        case
            when not scores.has_bought then 'none'
            when scores.recency_is_high and scores.frequency_is_high and scores.monetary_is_high then 'important_value'
            when scores.recency_is_high and scores.monetary_is_high then 'important_develop'
            when scores.frequency_is_high and scores.monetary_is_high then 'important_keep'
            when scores.monetary_is_high then 'important_retain'
            when scores.recency_is_high and scores.frequency_is_high then 'general_value'
            when scores.recency_is_high then 'general_develop'
            when scores.frequency_is_high then 'general_keep'
            else 'general_retain'
        end as rfm_segment,
        scores.all_three as rfm_segment__evidence,

        case when scores.has_bought then matches.segment else 'none' end as rfm_segment_named,
        scores.all_three as rfm_segment_named__evidence,

        -- the customers before this one, who spend more, account for less than that share of all net spend
        case
            when metrics.net_spend_before_365d is null then 'none'
            when
                metrics.net_spend_before_365d
                < parameters.value_contribution__high_max_share * metrics.total_net_spend_365d
                then 'high'
            when
                metrics.net_spend_before_365d
                < parameters.value_contribution__medium_max_share * metrics.total_net_spend_365d
                then 'medium'
            else 'low'
        end as value_contribution,
        metrics.net_spend_share_before_365d as value_contribution__evidence
    from scores
    inner join metrics on scores.customer_id = metrics.customer_id
    cross join parameters
    left join matches
        on
            scores.recency = matches.recency
            and scores.frequency = matches.frequency
            and scores.monetary = matches.monetary
            and matches.match_rank = 1
    {{- join_band('customer_grade', 'scores.total') }}
)

select * from final
