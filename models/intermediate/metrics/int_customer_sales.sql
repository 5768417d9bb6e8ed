-- Sales status: the latest sales record, and the win probability of the latest open opportunity that has one. One row
-- per customer; null without a record.
with customers as (
    select * from {{ ref('int_customers') }}
),

sales_records as (
    select * from {{ ref('stg_opportunities') }}
    where contacted_date <= {{ as_of_date() }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

ranked as (
    select
        links.customer_id,
        sales_records.*,
        row_number() over (
            partition by links.customer_id
            order by
                sales_records.contacted_at desc,
                sales_records.sales_record_id desc,
                sales_records.source_system desc
        ) as record_rank,
        row_number() over (
            partition by sales_records.source_system, sales_records.opportunity_id
            order by sales_records.contacted_at desc, sales_records.sales_record_id desc
        ) as opportunity_rank
    from sales_records
    inner join links
        on
            sales_records.source_system = links.source_system
            and sales_records.source_customer_id = links.source_customer_id
),

-- an opportunity is open until its latest record says won or not won
open_opportunities as (
    select
        source_system,
        opportunity_id
    from ranked
    where opportunity_rank = 1 and sales_stage not in ('won', 'not_won')
),

probabilities as (
    select
        ranked.customer_id,
        ranked.win_probability,
        row_number() over (partition by ranked.customer_id order by ranked.record_rank) as probability_rank
    from ranked
    inner join open_opportunities
        on
            ranked.source_system = open_opportunities.source_system
            and ranked.opportunity_id = open_opportunities.opportunity_id
    where ranked.win_probability is not null
),

final as (
    select
        customers.customer_id,
        ranked.sales_stage as last_sales_stage,
        ranked.contacted_date as last_sales_contact_date,
        {{ days_until_as_of_date('ranked.contacted_date') }} as days_since_last_sales_contact,
        cast(probabilities.win_probability as numeric(24, 6)) as win_probability
    from customers
    left join ranked
        on
            customers.customer_id = ranked.customer_id
            and ranked.record_rank = 1
    left join probabilities
        on
            customers.customer_id = probabilities.customer_id
            and probabilities.probability_rank = 1
)

select * from final
