-- The edges of score levels are frozen in tag_values.csv. A warning reports that the shares of the levels have drifted
-- since the last review (seeds/models/score_level_shares.csv): the population stability index, sum of (now - then)
-- ln(now / then) over the levels, exceeds the tag's drift_max_psi. Shares below 0.01% count as 0.01%.
{{ config(severity='warn', store_failures=true) }}
{%- set score_tags = ['purchase_potential', 'churn_risk'] %}

with levels as (
    select
        tag_code,
        tag_value
    from {{ ref('int_tag_values') }}
    where
        tag_code in ('{{ score_tags | join("', '") }}')
        and absent_reason is null
),

frozen_shares as (
    select
        tag_code,
        tag_value,
        {{ dbt.safe_cast('customer_share', dbt.type_float()) }} as customer_share
    from {{ ref('score_level_shares') }}
    where data_set = '{{ var('data_set', 'complete_journey') }}'
),

scored as (
    {%- for tag_code in score_tags %}
    select
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value
    from {{ ref('int_customer_tags') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counts as (
    select
        levels.tag_code,
        levels.tag_value,
        count(scored.tag_value) as customer_count
    from levels
    left join scored
        on
            levels.tag_code = scored.tag_code
            and levels.tag_value = scored.tag_value
    group by levels.tag_code, levels.tag_value
),

shares as (
    select
        *,
        cast(customer_count as {{ dbt.type_float() }})
        / nullif(sum(customer_count) over (partition by tag_code), 0) as customer_share
    from counts
),

compared as (
    select
        shares.tag_code,
        sum(shares.customer_count) as customer_count,
        count(frozen_shares.tag_value) as frozen_count,
        sum(
            (greatest(shares.customer_share, 0.0001) - greatest(frozen_shares.customer_share, 0.0001))
            * ln(greatest(shares.customer_share, 0.0001) / greatest(frozen_shares.customer_share, 0.0001))
        ) as psi
    from shares
    left join frozen_shares
        on
            shares.tag_code = frozen_shares.tag_code
            and shares.tag_value = frozen_shares.tag_value
    group by shares.tag_code
),

limits as (
    {%- for tag_code in score_tags %}
    select
        '{{ tag_code }}' as tag_code,
        {{ tag_code }}__drift_max_psi as max_psi
    from {{ ref('int_tag_parameters') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

problems as (
    select
        'seeds/models/score_level_shares.csv: has no shares of {{ var('data_set', 'complete_journey') }} for '
        || tag_code || '; copy them from the analysis propose_score_edges' as problem
    from compared
    where customer_count > 0 and frozen_count = 0

    union all

    select
        'seeds/tags/tag_values.csv, tag ' || compared.tag_code || ': customers have moved between its levels, PSI '
        || cast(cast(compared.psi as numeric(18, 2)) as {{ dbt.type_string() }}) || ' above '
        || cast(cast(limits.max_psi as numeric(18, 2)) as {{ dbt.type_string() }})
        || '; look at the analysis propose_score_edges and freeze edges or shares anew' as problem
    from compared
    inner join limits on compared.tag_code = limits.tag_code
    where compared.customer_count > 0 and compared.psi > limits.max_psi
)

select problem from problems
