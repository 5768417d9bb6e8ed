-- The numbers of the pack's rule tags: one row, one column per parameter of the seed, as in int_tag_parameters.
with parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select
        {{ tag_parameter('recall_status', 'interval_months') }},
        {{ tag_parameter('recall_status', 'due_from_months') }},
        {{ tag_parameter('recall_status', 'late_from_months') }},
        {{ tag_parameter('recall_status', 'very_late_from_months') }},
        {{ tag_parameter('recall_status', 'lapsed_from_months') }},
        {{ tag_parameter('recall_status', 'lost_from_months') }},
        {{ tag_parameter('patient_segment', 'senior_min_age') }},
        {{ tag_parameter('patient_segment', 'high_end_min_fees') }}
    from parameters
)

select * from final
