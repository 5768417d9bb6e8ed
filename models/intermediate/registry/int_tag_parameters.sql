-- The numbers of rule tags and metrics that are not bands: one row, one column per parameter of the seed, named
-- <tag_code>__<parameter>. A new parameter gets a line here and a row in the seed; a registry test compares the two.
with parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select
        {{ tag_parameter('channel_preference', 'min_order_share') }},
        {{ tag_parameter('shopping_time', 'min_order_share') }},
        {{ tag_parameter('shopping_time', 'morning_from_hour') }},
        {{ tag_parameter('shopping_time', 'afternoon_from_hour') }},
        {{ tag_parameter('shopping_time', 'evening_from_hour') }},
        {{ tag_parameter('interests', 'min_touches') }},
        {{ tag_parameter('attribute_preferences', 'min_item_share') }},
        {{ tag_parameter('attribute_preferences', 'min_items') }},
        {{ tag_parameter('rfm_segment', 'high_score_min') }},
        {{ tag_parameter('value_contribution', 'high_max_share') }},
        {{ tag_parameter('value_contribution', 'medium_max_share') }},
        {{ tag_parameter('purchase_potential', 'drift_max_psi') }},
        {{ tag_parameter('contact_preference', 'min_sends') }},
        {{ tag_parameter('lifecycle_stage', 'new_max_days') }},
        {{ tag_parameter('lifecycle_stage', 'active_max_days') }},
        {{ tag_parameter('lifecycle_stage', 'dormant_max_days') }},
        {{ tag_parameter('churn_risk', 'drift_max_psi') }},
        {{ tag_parameter('promotion_participation', 'min_discount_share') }}
    from parameters
)

select * from final
