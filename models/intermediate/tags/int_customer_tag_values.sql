{{ config(materialized='view') }}

-- All tags of a customer one below the other, each with its evidence: those of int_customer_tags, unless people set
-- another value, and those with several values. A view: the mart keeps the rows. What must stand before any mart is
-- built: the catalogue, and the rejected records that conservation tests count.
-- depends_on: {{ ref('int_tag_definitions') }}
-- depends_on: {{ ref('stg_rejected_records') }}
{%- set evidence = {
    'customer_type': 'customer_type_source',
    'acquisition_source': 'acquisition_source_system',
    'gender': 'gender_source',
    'age_group': 'age_span',
    'province': 'region_source',
    'city': 'region_source',
    'macro_region': 'region_source',
    'occupation': 'occupation_system',
    'industry': 'industry_system',
    'company_size': 'employee_count',
    'membership': 'member_since',
    'purchase_frequency': 'orders_365d',
    'purchase_recency': 'days_since_last_order',
    'spend_level': 'net_spend_365d',
    'order_value_level': 'mean_order_value_365d',
    'repurchase_cycle': 'mean_days_between_order_days',
    'product_preference': 'preferred_category_net_spend_365d',
    'channel_preference': 'online_order_share_365d',
    'shopping_time': 'orders_by_part_of_day_365d',
    'engagement_level': 'engagements_90d',
    'return_level': 'returned_item_share_365d',
    'rfm_recency_score': 'days_since_last_order',
    'rfm_frequency_score': 'orders_365d',
    'rfm_monetary_score': 'net_spend_365d',
    'customer_grade': 'rfm_total_score',
    'rfm_segment': 'rfm_scores',
    'value_contribution': 'net_spend_share_before_365d',
    'profit_contribution': 'profit_share_365d',
    'ltv_tier': 'predicted_value_3y',
    'purchase_potential': 'purchase_probability_90d',
    'price_sensitivity': 'promotion_order_share_365d',
    'service_preference': 'preferred_service_contacts_365d',
    'contact_preference': 'preferred_channel_response_share_180d',
    'decision_role': 'decision_role_system',
    'lifecycle_stage': 'days_since_first_and_last_order',
    'sales_stage': 'last_sales_contact_date',
    'purchase_intent': 'win_probability',
    'follow_up_status': 'days_since_last_sales_contact',
    'churn_risk': 'churn_probability',
    'promotion_participation': 'promotion_orders_365d',
    'coupon_user': 'last_coupon_date_180d',
    'marketing_response': 'response_share_180d',
    'email_open_level': 'email_open_share_180d',
    'sms_reply_level': 'sms_reply_share_180d',
    'care_level': 'manual_tag_id',
    'new_product_interest': 'manual_tag_id',
    'potential_buyer': 'manual_tag_id',
} %}
{#- Tags of models name the model and its version. #}
{%- set scored_by = {
    'ltv_tier': 'predicted_value_3y_set_by',
    'purchase_potential': 'purchase_probability_90d_set_by',
    'churn_risk': 'churn_probability_set_by',
} %}

with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

manual_tags as (
    select * from {{ ref('int_manual_tags') }}
),

multi_tag_values as (
    select * from {{ ref('int_customer_multi_tag_values') }}
),

computed as (
    {%- for tag_code, metric in evidence.items() %}
    select
        customer_id,
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value,
        '{{ metric }}' as evidence_metric,
        cast({{ metric }} as {{ dbt.type_string() }}) as evidence,
        {{ scored_by.get(tag_code, 'cast(null as ' ~ dbt.type_string() ~ ')') }} as set_by
    from customer_tags
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
),

-- what people set wins
single_tag_values as (
    select
        computed.customer_id,
        computed.tag_code,
        coalesce(manual_tags.tag_value, computed.tag_value) as tag_value,
        case
            when manual_tags.tag_code is null then computed.evidence_metric
            else 'manual_tag_id'
        end as evidence_metric,
        case when manual_tags.tag_code is null then computed.evidence else manual_tags.manual_tag_id end as evidence,
        case
            when manual_tags.tag_code is not null then 'manual'
            when computed.set_by is not null then 'model'
            else 'computed'
        end as source,
        coalesce(manual_tags.set_by, computed.set_by) as set_by,
        manual_tags.set_date
    from computed
    left join manual_tags
        on
            computed.customer_id = manual_tags.customer_id
            and computed.tag_code = manual_tags.tag_code
),

final as (
    select * from single_tag_values
    union all
    select * from multi_tag_values
)

select * from final
