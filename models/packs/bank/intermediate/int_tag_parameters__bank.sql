-- The numbers of the pack's rule tags: one row, one column per parameter of the seed, as in int_tag_parameters.
with parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select {{ tag_parameter('high_potential_low_asset', 'top_spender_share') }}
    from parameters
)

select * from final
