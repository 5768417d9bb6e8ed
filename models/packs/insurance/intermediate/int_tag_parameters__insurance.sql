-- The numbers of the pack's rule tags: one row, one column per parameter of the seed, as in int_tag_parameters.
with parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select
        {{ tag_parameter('policy_stage', 'renewal_due_days') }},
        {{ tag_parameter('policy_stage', 'grace_days') }},
        {{ tag_parameter('policy_stage', 'lapsed_short_max_months') }},
        {{ tag_parameter('policy_stage', 'lapsed_medium_max_months') }}
    from parameters
)

select * from final
