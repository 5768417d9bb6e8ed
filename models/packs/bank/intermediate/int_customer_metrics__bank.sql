-- The numbers behind the pack's tags, one row per customer.
{%- set as_of = as_of_date() %}
{%- set next_day = dbt.dateadd('day', 1, as_of) %}
with customers as (
    select * from {{ ref('int_customers') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

-- the last month that is over
balances as (
    select
        links.customer_id,
        sum(balances.average_assets) as average_assets
    from {{ ref('stg_balances') }} as balances
    inner join links
        on
            balances.source_system = links.source_system
            and balances.source_customer_id = links.source_customer_id
    where balances.month_start = cast({{ dbt.dateadd('month', -1, dbt.date_trunc('month', next_day)) }} as date)
    group by links.customer_id
),

transactions as (
    select
        links.customer_id,
        sum(
            case
                when transactions.transacted_date > {{ dbt.dateadd('day', -365, as_of) }} and transactions.amount > 0
                    then transactions.amount
            end
        ) as card_spend_365d,
        count(distinct case
            when transactions.transacted_date > {{ dbt.dateadd('day', -90, as_of) }} then transactions.transacted_date
        end) as active_days_90d
    from {{ ref('stg_card_transactions') }} as transactions
    inner join links
        on
            transactions.source_system = links.source_system
            and transactions.source_customer_id = links.source_customer_id
    where transactions.transacted_date <= {{ as_of }}
    group by links.customer_id
),

-- how many spent at least as much, of those who spent anything; equal spend, equal count
spenders as (
    select
        customer_id,
        count(*) over (
            order by card_spend_365d desc range between unbounded preceding and current row
        ) as spenders_up_to,
        count(*) over () as spenders
    from transactions
    where card_spend_365d > 0
),

-- the latest statement of each system
statements as (
    select
        source_system,
        source_customer_id,
        max(held_date) as held_date
    from {{ ref('stg_holdings') }}
    where held_date <= {{ as_of }}
    group by source_system, source_customer_id
),

holdings as (
    select
        links.customer_id,
        holdings.product_class,
        sum(holdings.holding_amount) as holding_amount
    from {{ ref('stg_holdings') }} as holdings
    inner join statements
        on
            holdings.source_system = statements.source_system
            and holdings.source_customer_id = statements.source_customer_id
            and holdings.held_date = statements.held_date
    inner join links
        on
            holdings.source_system = links.source_system
            and holdings.source_customer_id = links.source_customer_id
    where holdings.holding_amount > 0
    group by links.customer_id, holdings.product_class
),

-- equal amounts: the first class by name
largest_holdings as (
    select
        *,
        row_number() over (partition by customer_id order by holding_amount desc, product_class asc) as place
    from holdings
),

phones as (
    select
        *,
        row_number() over (partition by customer_id order by last_hit_date desc, tag_value asc) as place
    from {{ ref('int_remark_hits') }}
    where tag_code = 'phone_brand'
),

scores as (
    select
        links.customer_id,
        scores.score,
        scores.source_system || ':' || coalesce(scores.model_version, scores.score_name) as set_by,
        row_number() over (
            partition by links.customer_id
            order by scores.scored_at desc, scores.model_score_id desc, scores.source_system desc
        ) as place
    from {{ ref('stg_model_scores') }} as scores
    inner join links
        on
            scores.source_system = links.source_system
            and scores.source_customer_id = links.source_customer_id
    where scores.score_name = 'asset_growth_probability' and scores.scored_date <= {{ as_of }}
),

final as (
    select
        customers.customer_id,
        cast(balances.average_assets as numeric(18, 2)) as average_assets,
        cast(coalesce(transactions.card_spend_365d, 0) as numeric(18, 2)) as card_spend_365d,
        cast(coalesce(transactions.active_days_90d, 0) as integer) as active_days_90d,
        cast(spenders.spenders_up_to as integer) as spenders_up_to,
        cast(spenders.spenders as integer) as spenders,
        largest_holdings.product_class as largest_holding_class,
        cast(largest_holdings.holding_amount as numeric(18, 2)) as largest_holding_amount,
        phones.tag_value as phone_brand,
        phones.last_hit_date as phone_remark_date,
        scores.score as asset_growth_probability,
        scores.set_by as asset_growth_probability_set_by
    from customers
    left join balances on customers.customer_id = balances.customer_id
    left join transactions on customers.customer_id = transactions.customer_id
    left join spenders on customers.customer_id = spenders.customer_id
    left join largest_holdings on customers.customer_id = largest_holdings.customer_id and largest_holdings.place = 1
    left join phones on customers.customer_id = phones.customer_id and phones.place = 1
    left join scores on customers.customer_id = scores.customer_id and scores.place = 1
)

select * from final
