-- How good each published tag is on each day: complete, stable, right, telling, used.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ take_back_history('as_of_date') }}",
) }}
{%- set as_of, bigint = as_of_date(), dbt.type_bigint() %}
{%- set month_ago = "cast('" ~ days_after(as_of_day(), -30) ~ "' as date)" %}
{%- set quarter_ago = "cast('" ~ days_after(as_of_day(), -90) ~ "' as date)" %}
{%- set measures = [
    'completeness_share', 'psi_30d', 'corrections_per_1000', 'reviewed_right_share', 'effect_bits_90d', 'use_count',
] %}

with tags as (
    select
        tag_code,
        version,
        kind,
        cardinality,
        owner,
        refresh,
        last_refreshed_on
    from {{ ref('dim_tags') }}
    where status in ('active', 'retiring') and {{ 'true' if publishes_history() else 'false' }}
),

customers as (
    select count(*) as customer_count
    from {{ ref('customer_tags') }}
),

absent_values as (
    select
        tag_code,
        tag_value
    from {{ ref('dim_tag_values') }}
    where absent_reason is not null
),

-- today
values_now as (
    select
        tag_code,
        tag_value,
        count(*) as value_count,
        sum(case when source = 'manual' and tag_value <> computed_value then 1 else 0 end) as correction_count
    from {{ ref('customer_tag_values') }}
    group by tag_code, tag_value
),

-- a customer has one row of a tag with one value; only the others are counted customer by customer
customers_with_a_value as (
    select
        values_now.tag_code,
        sum(values_now.value_count) as customer_count
    from values_now
    inner join tags on values_now.tag_code = tags.tag_code and tags.cardinality = 'single'
    left join absent_values
        on
            values_now.tag_code = absent_values.tag_code
            and values_now.tag_value = absent_values.tag_value
    where absent_values.tag_code is null
    group by values_now.tag_code
    union all
    select
        tag_values.tag_code,
        count(distinct tag_values.customer_id) as customer_count
    from {{ ref('customer_tag_values') }} as tag_values
    inner join tags on tag_values.tag_code = tags.tag_code and tags.cardinality = 'multi'
    left join absent_values
        on
            tag_values.tag_code = absent_values.tag_code
            and tag_values.tag_value = absent_values.tag_value
    where absent_values.tag_code is null
    group by tag_values.tag_code
),

shares_now as (
    select
        *,
        cast(value_count as {{ dbt.type_float() }}) / sum(value_count) over (partition by tag_code) as value_share
    from values_now
),

spread as (
    select
        tag_code,
        count(*) as distinct_value_count,
        max(value_share) as largest_value_share,
        -sum(value_share * ln(value_share)) / ln(2) as entropy_bits,
        sum(correction_count) as correction_count
    from shares_now
    group by tag_code
),

buyers as (
    select distinct customer_id
    from {{ ref('int_orders') }}
    where is_counted and order_date > {{ quarter_ago }} and order_date <= {{ as_of }}
),

-- 30 and 90 days ago, and who bought in the 90 days since
past_values as (
    select
        history.tag_code,
        history.tag_value,
        sum(case when history.valid_to > {{ month_ago }} then 1 else 0 end) as month_ago_count,
        sum(case when history.valid_from <= {{ quarter_ago }} then 1 else 0 end) as quarter_ago_count,
        sum(case when history.valid_from <= {{ quarter_ago }} and buyers.customer_id is not null then 1 else 0 end)
            as buyer_count
    from {{ ref('customer_tag_value_history') }} as history
    left join buyers on history.customer_id = buyers.customer_id
    where history.valid_from <= {{ month_ago }} and history.valid_to > {{ quarter_ago }}
    group by history.tag_code, history.tag_value
),

shares_before as (
    select
        tag_code,
        tag_value,
        cast(month_ago_count as {{ dbt.type_float() }}) / sum(month_ago_count) over (partition by tag_code)
            as value_share,
        sum(month_ago_count) over (partition by tag_code) as tag_count
    from past_values
    where month_ago_count > 0
),

-- a value that is missing on one side counts with a share of 0.0001 there, as is usual
moved as (
    select
        coalesce(shares_now.tag_code, shares_before.tag_code) as tag_code,
        max(shares_before.tag_count) as tag_count_before,
        sum(
            (coalesce(shares_now.value_share, 0.0001) - coalesce(shares_before.value_share, 0.0001))
            * ln(coalesce(shares_now.value_share, 0.0001) / coalesce(shares_before.value_share, 0.0001))
        ) as psi
    from shares_now
    full outer join shares_before
        on
            shares_now.tag_code = shares_before.tag_code
            and shares_now.tag_value = shares_before.tag_value
    group by coalesce(shares_now.tag_code, shares_before.tag_code)
),

versions as (
    select
        tag_code,
        max(valid_from) as reviewed_on
    from {{ ref('dim_tag_versions') }}
    group by tag_code
),

-- what happened in 30 days; a value that came back within them flapped
recent_changes as (
    select
        changes.*,
        lag(changes.old_value) over (
            partition by changes.customer_id, changes.tag_code order by changes.changed_on
        ) as value_before_last
    from {{ ref('customer_tag_changes') }} as changes
    where changes.changed_on > {{ month_ago }} and changes.cause <> 'first_seen'
),

changes as (
    select
        tag_code,
        count(*) as change_count,
        sum(case when cause = 'definition' then 1 else 0 end) as definition_change_count,
        sum(case when cause in ('manual_set', 'manual_expired', 'manual_removed') then 1 else 0 end)
            as manual_change_count,
        count(distinct case when new_value = value_before_last then customer_id end) as flapping_customer_count
    from recent_changes
    group by tag_code
),

totals as (
    select
        tag_code,
        cast(sum(quarter_ago_count) as {{ dbt.type_float() }}) as tag_count,
        cast(sum(buyer_count) as {{ dbt.type_float() }}) as buyer_count
    from past_values
    where quarter_ago_count > 0
    group by tag_code
),

-- mutual information of the value and of buying; the value was known before, so that nothing of the 90 days is in it
effects as (
    select
        past_values.tag_code,
        max(totals.tag_count) as tag_count,
        sum(
            {%- for count, total in [
                ('past_values.buyer_count', 'totals.buyer_count'),
                (
                    '(past_values.quarter_ago_count - past_values.buyer_count)',
                    '(totals.tag_count - totals.buyer_count)',
                ),
            ] %}
            {{ '+ ' if not loop.first }}case
                when {{ count }} > 0
                    then {{ count }} / totals.tag_count * ln(
                        {{ count }} * totals.tag_count / (past_values.quarter_ago_count * {{ total }})
                    ) / ln(2)
                else 0
            end
            {%- endfor %}
        ) as effect_bits
    from past_values
    inner join totals on past_values.tag_code = totals.tag_code
    where past_values.quarter_ago_count > 0
    group by past_values.tag_code
),

-- of this version: each value counts as often as customers have it, however many of them were drawn for review
reviews as (
    select
        accuracy.tag_code,
        sum(accuracy.review_count) as review_count,
        sum(accuracy.right_count * shares_now.value_share / accuracy.review_count)
        / sum(shares_now.value_share) as right_share
    from {{ ref('tag_accuracy') }} as accuracy
    inner join tags
        on
            accuracy.tag_code = tags.tag_code
            and accuracy.definition_version = tags.version
    inner join shares_now
        on
            accuracy.tag_code = shares_now.tag_code
            and accuracy.tag_value = shares_now.tag_value
    group by accuracy.tag_code
),

segment_use as (
    select
        conditions.subject as tag_code,
        count(distinct conditions.segment_code) as segment_count
    from ({{ seed_rows('segment_conditions') }}) as conditions
    inner join {{ ref('dim_segments') }} as segments
        on conditions.segment_code = segments.segment_code and segments.status = 'active'
    group by conditions.subject
),

destination_use as (
    select
        tag_code,
        count(distinct destination) as destination_count
    from {{ ref('int_destination_tags') }}
    group by tag_code
),

weights as (
    select
        part,
        measure,
        {{ dbt.safe_cast('weight', 'numeric(24, 6)') }} as weight,
        {{ dbt.safe_cast('zero_at', 'numeric(24, 6)') }} as zero_at,
        {{ dbt.safe_cast('one_at', 'numeric(24, 6)') }} as one_at,
        {{ dbt.safe_cast('advise_at', 'numeric(24, 6)') }} as advise_at,
        {{ dbt.safe_cast('min_customers', 'numeric(24, 6)') }} as min_customers
    from {{ ref('scorecard_parts') }}
),

measured as (
    select
        tags.tag_code,
        tags.version,
        tags.owner,
        tags.refresh,
        customers.customer_count,
        coalesce(customers_with_a_value.customer_count, 0) as customers_with_value_count,
        cast(
            {{ ratio('coalesce(customers_with_a_value.customer_count, 0)', 'customers.customer_count') }}
            as numeric(24, 6)
        ) as completeness_share,
        spread.distinct_value_count,
        cast(round(cast(spread.largest_value_share as numeric(24, 6)), 4) as numeric(24, 6)) as largest_value_share,
        cast(round(cast(spread.entropy_bits as numeric(24, 6)), 4) as numeric(24, 6)) as entropy_bits,
        coalesce(changes.change_count, 0) as changes_30d,
        coalesce(changes.definition_change_count, 0) as definition_changes_30d,
        coalesce(changes.manual_change_count, 0) as manual_changes_30d,
        coalesce(changes.flapping_customer_count, 0) as flapping_customers_30d,
        cast(
            case
                when
                    moved.tag_count_before >= stability.min_customers
                    and customers.customer_count >= stability.min_customers
                    then round(cast(moved.psi as numeric(24, 6)), 4)
            end as numeric(24, 6)
        ) as psi_30d,
        coalesce(versions.reviewed_on > {{ month_ago }}, false) as is_new_version,
        -- where people set every value, none is a correction
        cast(
            case
                when tags.kind <> 'manual'
                    then {{ ratio('1000.0 * coalesce(spread.correction_count, 0)', 'customers.customer_count') }}
            end as numeric(24, 6)
        ) as corrections_per_1000,
        coalesce(reviews.review_count, 0) as review_count,
        cast(
            case
                when reviews.review_count >= review.min_customers
                    then round(cast(reviews.right_share as numeric(24, 6)), 4)
            end as numeric(24, 6)
        ) as reviewed_right_share,
        cast(
            case
                when effects.tag_count >= effect.min_customers
                    then round(cast(effects.effect_bits as numeric(24, 6)), 4)
            end as numeric(24, 6)
        ) as effect_bits_90d,
        coalesce(segment_use.segment_count, 0) as segment_count,
        coalesce(destination_use.destination_count, 0) as destination_count,
        coalesce(segment_use.segment_count, 0) + coalesce(destination_use.destination_count, 0) as use_count,
        tags.last_refreshed_on,
        versions.reviewed_on
    from tags
    cross join customers
    left join weights as stability on stability.measure = 'psi_30d'
    left join weights as review on review.measure = 'reviewed_right_share'
    left join weights as effect on effect.measure = 'effect_bits_90d'
    left join customers_with_a_value on tags.tag_code = customers_with_a_value.tag_code
    left join spread on tags.tag_code = spread.tag_code
    left join moved on tags.tag_code = moved.tag_code
    left join versions on tags.tag_code = versions.tag_code
    left join changes on tags.tag_code = changes.tag_code
    left join reviews on tags.tag_code = reviews.tag_code
    left join effects on tags.tag_code = effects.tag_code
    left join segment_use on tags.tag_code = segment_use.tag_code
    left join destination_use on tags.tag_code = destination_use.tag_code
),

parts as (
    {%- for measure in measures %}
    select
        tag_code,
        is_new_version,
        '{{ measure }}' as measure,
        cast({{ measure }} as {{ dbt.type_float() }}) as measured_value
    from measured
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- what cannot be measured yet neither helps nor harms
scores as (
    select
        parts.tag_code,
        sum(
            weights.weight * least(1, greatest(
                0, (parts.measured_value - weights.zero_at) / (weights.one_at - weights.zero_at)
            ))
        ) / sum(weights.weight) as score,
        -- with a new version the distribution moves by intention
        {{ json_list('weights.part', "
            case
                when parts.measure = 'psi_30d' and parts.is_new_version then false
                when weights.one_at > weights.zero_at then parts.measured_value <= weights.advise_at
                else parts.measured_value >= weights.advise_at
            end
        ") }} as advice
    from parts
    inner join weights on parts.measure = weights.measure
    where parts.measured_value is not null
    group by parts.tag_code
),

final as (
    select
        {{ as_of }} as as_of_date,
        measured.tag_code,
        measured.version,
        measured.owner,
        measured.refresh,
        cast(measured.customer_count as {{ bigint }}) as customer_count,
        cast(measured.customers_with_value_count as {{ bigint }}) as customers_with_value_count,
        measured.completeness_share,
        cast(measured.distinct_value_count as {{ bigint }}) as distinct_value_count,
        measured.largest_value_share,
        measured.entropy_bits,
        cast(measured.changes_30d as {{ bigint }}) as changes_30d,
        cast(measured.definition_changes_30d as {{ bigint }}) as definition_changes_30d,
        cast(measured.manual_changes_30d as {{ bigint }}) as manual_changes_30d,
        cast(measured.flapping_customers_30d as {{ bigint }}) as flapping_customers_30d,
        measured.psi_30d,
        measured.is_new_version,
        measured.corrections_per_1000,
        cast(measured.review_count as {{ bigint }}) as review_count,
        measured.reviewed_right_share,
        measured.effect_bits_90d,
        cast(measured.segment_count as {{ bigint }}) as segment_count,
        cast(measured.destination_count as {{ bigint }}) as destination_count,
        measured.last_refreshed_on,
        measured.reviewed_on,
        cast(round(cast(scores.score as numeric(24, 6)), 2) as numeric(24, 6)) as score,
        scores.advice
    from measured
    inner join scores on measured.tag_code = scores.tag_code
)

select * from final
