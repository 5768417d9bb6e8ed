-- One column a tag: what people set wins over what was computed. Tags with several values are lists, written as JSON.
-- The other marts wait for this one, which alone lists the tags: if a step of a new tag is forgotten, none changes.
-- depends_on: {{ ref('int_customer_tag_values') }}
{%- set single_tags = [
    'customer_type', 'acquisition_source', 'gender', 'age_group', 'province', 'city', 'macro_region', 'occupation',
    'industry', 'company_size', 'membership', 'purchase_frequency', 'purchase_recency', 'spend_level',
    'order_value_level', 'repurchase_cycle', 'product_preference', 'channel_preference', 'shopping_time',
    'engagement_level', 'return_level', 'rfm_recency_score', 'rfm_frequency_score', 'rfm_monetary_score',
    'customer_grade', 'rfm_segment', 'value_contribution', 'profit_contribution', 'ltv_tier', 'purchase_potential',
    'price_sensitivity', 'service_preference', 'contact_preference', 'decision_role', 'lifecycle_stage',
    'sales_stage', 'purchase_intent', 'follow_up_status', 'churn_risk', 'promotion_participation', 'coupon_user',
    'marketing_response', 'email_open_level', 'sms_reply_level', 'care_level', 'new_product_interest',
    'potential_buyer',
] %}
{%- set multi_tags = ['interests', 'campaigns'] %}

with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

manual_tag_values as (
    select * from {{ ref('int_manual_tags') }}
),

multi_tag_values as (
    select * from {{ ref('int_customer_multi_tag_values') }}
),

permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse
),

-- few customers have any
manual_tags as (
    select
        {%- for tag_code in single_tags %}
        max(case when tag_code = '{{ tag_code }}' then tag_value end) as {{ tag_code }},
        {%- endfor %}
        customer_id
    from manual_tag_values
    group by customer_id
),

value_lists as (
    select
        {%- for tag_code in multi_tags %}
        {{ json_list('tag_value', "tag_code = '" ~ tag_code ~ "'") }} as {{ tag_code }},
        {%- endfor %}
        customer_id
    from multi_tag_values
    group by customer_id
),

final as (
    select
        customer_tags.customer_id,
        {{ as_of_date() }} as as_of_date,

        -- basic attributes
        coalesce(manual_tags.customer_type, customer_tags.customer_type) as customer_type,
        coalesce(manual_tags.acquisition_source, customer_tags.acquisition_source) as acquisition_source,
        coalesce(manual_tags.gender, customer_tags.gender) as gender,
        coalesce(manual_tags.age_group, customer_tags.age_group) as age_group,
        coalesce(manual_tags.province, customer_tags.province) as province,
        coalesce(manual_tags.city, customer_tags.city) as city,
        coalesce(manual_tags.macro_region, customer_tags.macro_region) as macro_region,
        coalesce(manual_tags.occupation, customer_tags.occupation) as occupation,
        coalesce(manual_tags.industry, customer_tags.industry) as industry,
        coalesce(manual_tags.company_size, customer_tags.company_size) as company_size,
        coalesce(manual_tags.membership, customer_tags.membership) as membership,

        -- behaviour
        coalesce(manual_tags.purchase_frequency, customer_tags.purchase_frequency) as purchase_frequency,
        coalesce(manual_tags.purchase_recency, customer_tags.purchase_recency) as purchase_recency,
        coalesce(manual_tags.spend_level, customer_tags.spend_level) as spend_level,
        coalesce(manual_tags.order_value_level, customer_tags.order_value_level) as order_value_level,
        coalesce(manual_tags.repurchase_cycle, customer_tags.repurchase_cycle) as repurchase_cycle,
        coalesce(manual_tags.product_preference, customer_tags.product_preference) as product_preference,
        coalesce(manual_tags.channel_preference, customer_tags.channel_preference) as channel_preference,
        coalesce(manual_tags.shopping_time, customer_tags.shopping_time) as shopping_time,
        coalesce(manual_tags.engagement_level, customer_tags.engagement_level) as engagement_level,
        coalesce(manual_tags.return_level, customer_tags.return_level) as return_level,
        coalesce(value_lists.interests, '[]') as interests,

        -- value
        coalesce(manual_tags.rfm_recency_score, customer_tags.rfm_recency_score) as rfm_recency_score,
        coalesce(manual_tags.rfm_frequency_score, customer_tags.rfm_frequency_score) as rfm_frequency_score,
        coalesce(manual_tags.rfm_monetary_score, customer_tags.rfm_monetary_score) as rfm_monetary_score,
        coalesce(manual_tags.customer_grade, customer_tags.customer_grade) as customer_grade,
        coalesce(manual_tags.rfm_segment, customer_tags.rfm_segment) as rfm_segment,
        coalesce(manual_tags.value_contribution, customer_tags.value_contribution) as value_contribution,
        coalesce(manual_tags.profit_contribution, customer_tags.profit_contribution) as profit_contribution,
        coalesce(manual_tags.ltv_tier, customer_tags.ltv_tier) as ltv_tier,
        coalesce(manual_tags.purchase_potential, customer_tags.purchase_potential) as purchase_potential,

        -- needs and preference
        coalesce(manual_tags.price_sensitivity, customer_tags.price_sensitivity) as price_sensitivity,
        coalesce(manual_tags.service_preference, customer_tags.service_preference) as service_preference,
        coalesce(manual_tags.contact_preference, customer_tags.contact_preference) as contact_preference,
        coalesce(manual_tags.decision_role, customer_tags.decision_role) as decision_role,

        -- life cycle and status
        coalesce(manual_tags.lifecycle_stage, customer_tags.lifecycle_stage) as lifecycle_stage,
        coalesce(manual_tags.sales_stage, customer_tags.sales_stage) as sales_stage,
        coalesce(manual_tags.purchase_intent, customer_tags.purchase_intent) as purchase_intent,
        coalesce(manual_tags.follow_up_status, customer_tags.follow_up_status) as follow_up_status,
        coalesce(manual_tags.churn_risk, customer_tags.churn_risk) as churn_risk,

        -- marketing
        coalesce(manual_tags.promotion_participation, customer_tags.promotion_participation) as promotion_participation,
        coalesce(value_lists.campaigns, '[]') as campaigns,
        coalesce(manual_tags.coupon_user, customer_tags.coupon_user) as coupon_user,
        coalesce(manual_tags.marketing_response, customer_tags.marketing_response) as marketing_response,
        coalesce(manual_tags.email_open_level, customer_tags.email_open_level) as email_open_level,
        coalesce(manual_tags.sms_reply_level, customer_tags.sms_reply_level) as sms_reply_level,

        -- set by people
        coalesce(manual_tags.care_level, customer_tags.care_level) as care_level,
        coalesce(manual_tags.new_product_interest, customer_tags.new_product_interest) as new_product_interest,
        coalesce(manual_tags.potential_buyer, customer_tags.potential_buyer) as potential_buyer
    from customer_tags
    inner join permissions on customer_tags.customer_id = permissions.customer_id
    left join manual_tags on customer_tags.customer_id = manual_tags.customer_id
    left join value_lists on customer_tags.customer_id = value_lists.customer_id
)

select * from final
