-- The numbers of rule tags and metrics that are no bands: one row, one column a parameter of the seed, named
-- <tag_code>__<parameter>. A new parameter gets a line in the list and a row in the seed; a registry test compares.
{%- set parameters = [
    ['lifecycle_stage', 'new_max_days'],
    ['lifecycle_stage', 'active_max_days'],
    ['lifecycle_stage', 'dormant_max_days'],
    ['rfm_segment', 'high_score_min'],
    ['promotion_participation', 'min_discount_share'],
] %}

with parameters as (
    select * from {{ ref('tag_parameters') }}
),

final as (
    select
        {%- for tag_code, parameter in parameters %}
        max(
            case
                when tag_code = '{{ tag_code }}' and parameter = '{{ parameter }}'
                    then {{ dbt.safe_cast('value', 'numeric(18, 6)') }}
            end
        ) as {{ tag_code }}__{{ parameter }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parameters
)

select * from final
