-- All single-valued tags of a customer side by side, as computed, each with the metric that is its evidence. What
-- people set comes on top of them in the marts.
with customers as (
    select * from {{ ref('int_customers') }}
),

basic_attributes as (
    select * from {{ ref('int_tags__basic_attributes') }}
),

behaviour as (
    select * from {{ ref('int_tags__behaviour') }}
),

customer_value as (
    select * from {{ ref('int_tags__value') }}
),

needs_and_preference as (
    select * from {{ ref('int_tags__needs_and_preference') }}
),

lifecycle_and_status as (
    select * from {{ ref('int_tags__lifecycle_and_status') }}
),

marketing as (
    select * from {{ ref('int_tags__marketing') }}
),

manual_defaults as (
    select * from {{ ref('int_tags__manual') }}
),

final as (
    select
        customers.customer_id,

        basic_attributes.customer_type,
        basic_attributes.acquisition_source,
        basic_attributes.gender,
        basic_attributes.age_group,
        basic_attributes.province,
        basic_attributes.city,
        basic_attributes.macro_region,
        basic_attributes.occupation,
        basic_attributes.industry,
        basic_attributes.company_size,
        basic_attributes.membership,

        behaviour.purchase_frequency,
        behaviour.purchase_recency,
        behaviour.spend_level,
        behaviour.order_value_level,
        behaviour.repurchase_cycle,
        behaviour.product_preference,
        behaviour.channel_preference,
        behaviour.shopping_time,
        behaviour.engagement_level,
        behaviour.return_level,

        customer_value.rfm_recency_score,
        customer_value.rfm_frequency_score,
        customer_value.rfm_monetary_score,
        customer_value.customer_grade,
        customer_value.rfm_segment,
        customer_value.value_contribution,
        customer_value.profit_contribution,
        customer_value.ltv_tier,
        customer_value.purchase_potential,

        needs_and_preference.price_sensitivity,
        needs_and_preference.service_preference,
        needs_and_preference.contact_preference,
        needs_and_preference.decision_role,

        lifecycle_and_status.lifecycle_stage,
        lifecycle_and_status.sales_stage,
        lifecycle_and_status.purchase_intent,
        lifecycle_and_status.follow_up_status,
        lifecycle_and_status.churn_risk,

        marketing.promotion_participation,
        marketing.coupon_user,
        marketing.marketing_response,
        marketing.email_open_level,
        marketing.sms_reply_level,

        manual_defaults.care_level,
        manual_defaults.new_product_interest,
        manual_defaults.potential_buyer,

        -- evidence
        basic_attributes.customer_type_source,
        basic_attributes.acquisition_source_system,
        basic_attributes.gender_source,
        basic_attributes.age_span,
        basic_attributes.region_source,
        basic_attributes.occupation_system,
        basic_attributes.industry_system,
        basic_attributes.employee_count,
        basic_attributes.employee_count_absent_reason,
        basic_attributes.member_since,
        behaviour.orders_365d,
        behaviour.days_since_last_order,
        behaviour.net_spend_365d,
        behaviour.mean_order_value_365d,
        behaviour.mean_days_between_order_days,
        behaviour.mean_days_between_order_days_absent_reason,
        behaviour.preferred_category_net_spend_365d,
        behaviour.online_order_share_365d,
        behaviour.orders_by_part_of_day_365d,
        behaviour.engagements_90d,
        behaviour.returned_item_share_365d,
        behaviour.returned_item_share_365d_absent_reason,
        customer_value.rfm_total_score,
        customer_value.rfm_scores,
        customer_value.net_spend_share_before_365d,
        customer_value.profit_share_365d,
        customer_value.profit_share_365d_absent_reason,
        customer_value.predicted_value_3y,
        customer_value.predicted_value_3y_set_by,
        customer_value.purchase_probability_90d,
        customer_value.purchase_probability_90d_set_by,
        needs_and_preference.promotion_order_share_365d,
        needs_and_preference.preferred_service_contacts_365d,
        needs_and_preference.preferred_channel_response_share_180d,
        needs_and_preference.decision_role_system,
        lifecycle_and_status.days_since_first_and_last_order,
        lifecycle_and_status.last_sales_contact_date,
        lifecycle_and_status.win_probability,
        lifecycle_and_status.days_since_last_sales_contact,
        lifecycle_and_status.churn_probability,
        lifecycle_and_status.churn_probability_set_by,
        marketing.promotion_orders_365d,
        marketing.last_coupon_date_180d,
        marketing.response_share_180d,
        marketing.email_open_share_180d,
        marketing.sms_reply_share_180d,
        manual_defaults.manual_tag_id
    from customers
    inner join basic_attributes on customers.customer_id = basic_attributes.customer_id
    inner join behaviour on customers.customer_id = behaviour.customer_id
    inner join customer_value on customers.customer_id = customer_value.customer_id
    inner join needs_and_preference on customers.customer_id = needs_and_preference.customer_id
    inner join lifecycle_and_status on customers.customer_id = lifecycle_and_status.customer_id
    inner join marketing on customers.customer_id = marketing.customer_id
    inner join manual_defaults on customers.customer_id = manual_defaults.customer_id
)

select * from final
