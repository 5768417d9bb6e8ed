-- depends_on: {{ ref('customer_tags') }}
-- How often staff found a value right, with the 95% interval of Wilson.
{%- set float = dbt.type_float() %}
with reviews as (
    select * from {{ ref('int_tag_reviews') }}
),

counted as (
    select
        tag_code,
        definition_version,
        tag_value,
        count(*) as review_count,
        sum(case when verdict = 'right' then 1 else 0 end) as right_count,
        max(reviewed_date) as last_reviewed_on
    from reviews
    group by tag_code, definition_version, tag_value
),

-- the square of the 97.5th percentile of the normal distribution
shares as (
    select
        *,
        cast(right_count as {{ float }}) / review_count as right_share,
        cast(3.841459 as {{ float }}) / review_count as z2_per_review
    from counted
),

intervals as (
    select
        *,
        (right_share + z2_per_review / 2) / (1 + z2_per_review) as centre,
        sqrt(z2_per_review * (right_share * (1 - right_share) + z2_per_review / 4)) / (1 + z2_per_review) as half_width
    from shares
),

final as (
    select
        tag_code,
        definition_version,
        tag_value,
        cast(review_count as {{ dbt.type_bigint() }}) as review_count,
        cast(right_count as {{ dbt.type_bigint() }}) as right_count,
        {%- for column, value in {
            'right_share': 'right_share',
            'right_share_low': 'centre - half_width',
            'right_share_high': 'centre + half_width',
        }.items() %}
        cast(round(cast({{ value }} as numeric(24, 6)), 4) as numeric(24, 6)) as {{ column }},
        {%- endfor %}
        last_reviewed_on
    from intervals
)

select * from final
