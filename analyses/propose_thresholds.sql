-- Which thresholds fit this company? For the three-level tags on order metrics: the share of buyers in each level
-- today, and bounds that would put a third of them in each, rounded to two significant digits. A proposal for the owner
-- of the tag; it changes nothing. docs/grocer_thresholds.md works through it for Complete Journey.
--
--     dbt show --select propose_thresholds --limit 20 --output json
with customers as (
    select
        frequency.customer_id,
        cast(frequency.orders_365d as numeric(24, 6)) as orders_365d,
        cast(monetary.net_spend_365d as numeric(24, 6)) as net_spend_365d,
        monetary.mean_order_value_365d,
        tags.purchase_frequency,
        tags.spend_level,
        tags.order_value_level
    from {{ ref('int_customer_frequency') }} as frequency
    inner join {{ ref('int_customer_monetary') }} as monetary on frequency.customer_id = monetary.customer_id
    inner join {{ ref('customer_tags') }} as tags on frequency.customer_id = tags.customer_id
    where frequency.orders_365d > 0
),

metrics as (
    select
        'purchase_frequency' as tag_code,
        purchase_frequency as tag_value,
        orders_365d as metric
    from customers
    union all
    select
        'spend_level' as tag_code,
        spend_level as tag_value,
        net_spend_365d as metric
    from customers
    union all
    select
        'order_value_level' as tag_code,
        order_value_level as tag_value,
        mean_order_value_365d as metric
    from customers
),

thirds as (
    select
        tag_code,
        count(*) as buyer_count,
        percentile_cont(1.0 / 3) within group (order by metric) as lower_third,
        percentile_cont(2.0 / 3) within group (order by metric) as upper_third
    from metrics
    group by tag_code
),

proposals as (
    select
        *,
        round(lower_third / power(10, floor(log10(lower_third)) - 1)) * power(10, floor(log10(lower_third)) - 1)
            as medium_from,
        round(upper_third / power(10, floor(log10(upper_third)) - 1)) * power(10, floor(log10(upper_third)) - 1)
            as high_from
    from thirds
),

final as (
    select
        proposals.tag_code,
        round(100.0 * sum(case when metrics.tag_value = 'low' then 1 else 0 end) / count(*), 1) as low_pct,
        round(100.0 * sum(case when metrics.tag_value = 'medium' then 1 else 0 end) / count(*), 1) as medium_pct,
        round(100.0 * sum(case when metrics.tag_value = 'high' then 1 else 0 end) / count(*), 1) as high_pct,
        proposals.medium_from as proposed_medium_from,
        proposals.high_from as proposed_high_from,
        round(
            100.0 * sum(case when metrics.metric < proposals.medium_from then 1 else 0 end) / count(*), 1
        ) as proposed_low_pct,
        round(
            100.0 * sum(case when metrics.metric >= proposals.high_from then 1 else 0 end) / count(*), 1
        ) as proposed_high_pct
    from proposals
    inner join metrics on proposals.tag_code = metrics.tag_code
    group by proposals.tag_code, proposals.medium_from, proposals.high_from
)

select * from final
order by tag_code
