-- Score levels: the frozen ones, and those that would give each level the same number of customers. To accept the
-- proposal, copy proposed_min to tag_values.csv (and to max_value of the level below). To keep the edges, copy
-- current_share to score_level_shares.csv; the drift check then compares with it. Ties: the proposed edge of a level is
-- the score of the first customer above its share of the ordered customers; all customers with that exact score belong
-- to the level. Where many customers share a score, edges coincide: leave a level out.
--
--     dbt show --select propose_score_edges --limit 20 --output json
{%- set score_tags = ['purchase_potential', 'churn_risk'] %}

with levels as (
    select
        tag_code,
        tag_value,
        min_value,
        max_value,
        row_number() over (partition by tag_code order by min_value asc nulls first) as level_number,
        count(*) over (partition by tag_code) as level_count
    from {{ ref('int_tag_values') }}
    where
        tag_code in ('{{ score_tags | join("', '") }}')
        and absent_reason is null
),

scores as (
    {%- for tag_code in score_tags %}
    select
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value,
        cast({{ tag_code }}__evidence as numeric(24, 6)) as score
    from {{ ref('int_customer_tags') }}
    where {{ tag_code }}__evidence is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ordered as (
    select
        *,
        row_number() over (partition by tag_code order by score asc) as place,
        count(*) over (partition by tag_code) as customer_count
    from scores
),

edges as (
    select
        levels.tag_code,
        levels.tag_value,
        levels.level_number,
        levels.min_value,
        levels.max_value,
        -- the lowest level has no lower edge
        case when levels.level_number > 1 then ordered.score end as proposed_min
    from levels
    left join ordered
        on
            levels.tag_code = ordered.tag_code
            and ordered.place = 1 + cast(
                floor(ordered.customer_count * (levels.level_number - 1) / levels.level_count) as integer
            )
),

current_counts as (
    select
        tag_code,
        tag_value,
        count(*) as customer_count
    from scores
    group by tag_code, tag_value
),

final as (
    select
        edges.tag_code,
        edges.tag_value,
        edges.min_value as current_min,
        edges.max_value as current_max,
        coalesce(current_counts.customer_count, 0) as customers,
        cast(
            cast(coalesce(current_counts.customer_count, 0) as {{ dbt.type_float() }})
            / sum(coalesce(current_counts.customer_count, 0)) over (partition by edges.tag_code) as numeric(18, 4)
        ) as current_share,
        edges.proposed_min,
        edges.level_number
    from edges
    left join current_counts
        on
            edges.tag_code = current_counts.tag_code
            and edges.tag_value = current_counts.tag_value
)

select * from final
order by tag_code, level_number
