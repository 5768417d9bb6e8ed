-- Tags that cut one metric by bands. The seeds say which metric and window (tag_definitions) and where to cut it
-- (tag_values); here each tag is one line.
{%- set all_band_tags = [
    'company_size',
    'purchase_frequency',
    'purchase_recency',
    'spend_level',
    'order_value_level',
    'repurchase_cycle',
    'engagement_level',
    'usage_frequency',
    'return_level',
    'rfm_recency_score',
    'rfm_frequency_score',
    'rfm_monetary_score',
    'profit_contribution',
    'ltv_tier',
    'purchase_potential',
    'price_sensitivity',
    'purchase_intent',
    'follow_up_status',
    'churn_risk',
    'promotion_participation',
    'marketing_response',
    'email_open_level',
    'sms_reply_level',
] %}
{#- Unit tests compute only the tags that they test: all of them would take seconds per test. #}
{%- set band_tags = var('tested_band_tags', all_band_tags) %}
{#- A customer who never bought has no score, whatever the metric (no orders, no spend). #}
{%- set scores_of_buyers = ['rfm_recency_score', 'rfm_frequency_score', 'rfm_monetary_score'] %}

with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

-- one row: the metric of each tag
chosen as (
    select
        {%- for tag_code in band_tags %}
        max(case when tag_code = '{{ tag_code }}' then metric end) as {{ tag_code }},
        {%- endfor %}
        count(*) as definition_count
    from {{ ref('int_tag_definitions') }}
),

measured as (
    select
        {%- for tag_code in band_tags %}
        {{ metric_named('chosen.' ~ tag_code) }} as {{ tag_code }}__evidence,
        {{ metric_named('chosen.' ~ tag_code, '_absent_reason') }} as {{ tag_code }}__absent_reason,
        {{ metric_named('chosen.' ~ tag_code, '_set_by') }} as {{ tag_code }}__set_by,
        {%- endfor %}
        metrics.orders_lifetime > 0 as has_bought,
        metrics.customer_id
    from metrics
    cross join chosen
),

numbers as (
    select
        {%- for tag_code in band_tags %}
        {%- if tag_code in scores_of_buyers %}
        case when has_bought then cast({{ tag_code }}__evidence as numeric(24, 6)) end as {{ tag_code }}__metric,
        {%- else %}
        cast({{ tag_code }}__evidence as numeric(24, 6)) as {{ tag_code }}__metric,
        {%- endif %}
        {%- endfor %}
        *
    from measured
),

final as (
    select
        {%- for tag_code in band_tags %}
        {{ tag_code }}.tag_value as {{ tag_code }},
        numbers.{{ tag_code }}__evidence,
        numbers.{{ tag_code }}__set_by,
        {%- endfor %}
        {%- for tag_code in scores_of_buyers if tag_code in band_tags %}
        {{ tag_code }}.score as {{ tag_code }}__points,
        {%- endfor %}
        numbers.customer_id
    from numbers
    {%- for tag_code in band_tags %}
    {{- join_band(tag_code, 'numbers.' ~ tag_code ~ '__metric', 'numbers.' ~ tag_code ~ '__absent_reason') }}
    {%- endfor %}
)

select * from final
