-- The numbers of the pack's rule tags: one row, one column per parameter of the seed, as in int_tag_parameters.
with parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select
        {{ tag_parameter('telecom_occupation', 'max_province_roaming_days') }},
        {{ tag_parameter('telecom_occupation', 'max_abroad_days') }},
        {{ tag_parameter('telecom_occupation', 'min_area_share') }},
        {{ tag_parameter('telecom_occupation', 'min_migrant_worker_probability') }},
        {{ tag_parameter('arpu_level', 'min_revenue') }},
        {{ tag_parameter('arpu_level', 'min_minutes') }},
        {{ tag_parameter('telecom_churn_warning', 'high_max_share') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_high_max_share') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_max_share') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_low_max_share') }},
        {{ tag_parameter('telecom_churn_warning', 'high_min_probability') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_high_min_probability') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_min_probability') }},
        {{ tag_parameter('telecom_churn_warning', 'medium_low_min_probability') }}
    from parameters
)

select * from final
