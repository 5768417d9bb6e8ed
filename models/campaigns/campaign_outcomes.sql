-- What each assigned customer did in the days after the assignment, and before, over as many days. Whoever did nothing
-- counts, too: the arms are compared as they were assigned.
with assignments as (
    select
        assignments.campaign_code,
        assignments.customer_id,
        assignments.arm,
        assignments.assigned_on,
        {{ dbt.dateadd('day', 'campaigns.outcome_days', 'assignments.assigned_on') }} as last_day,
        {{ dbt.dateadd('day', '-campaigns.outcome_days', 'assignments.assigned_on') }} as day_before
    from {{ ref('campaign_assignments') }} as assignments
    inner join {{ ref('dim_campaigns') }} as campaigns on assignments.campaign_code = campaigns.campaign_code
),

visits as (
    select
        assignments.campaign_code,
        assignments.customer_id,
        count(*) as visits
    from assignments
    inner join {{ ref('int_interactions') }} as interactions on assignments.customer_id = interactions.customer_id
    where
        interactions.interaction_type = 'visit'
        and interactions.occurred_date > assignments.assigned_on
        and interactions.occurred_date <= assignments.last_day
        and interactions.occurred_date <= {{ as_of_date() }}
    group by assignments.campaign_code, assignments.customer_id
),

orders as (
    select
        assignments.campaign_code,
        assignments.customer_id,
        sum(case when orders.order_date > assignments.assigned_on then 1 else 0 end) as orders,
        sum(case when orders.order_date > assignments.assigned_on then orders.net_spend else 0 end) as net_spend,
        sum(case when orders.order_date > assignments.assigned_on then 0 else orders.net_spend end)
            as net_spend_before
    from assignments
    inner join {{ ref('int_orders') }} as orders on assignments.customer_id = orders.customer_id
    where
        orders.is_counted
        and orders.order_date > assignments.day_before
        and orders.order_date <= assignments.last_day
        and orders.order_date <= {{ as_of_date() }}
    group by assignments.campaign_code, assignments.customer_id
),

final as (
    select
        assignments.campaign_code,
        assignments.customer_id,
        assignments.arm,
        assignments.assigned_on,
        cast(assignments.last_day as date) as last_outcome_date,
        assignments.last_day <= {{ as_of_date() }} as is_complete,
        cast(coalesce(visits.visits, 0) as {{ dbt.type_bigint() }}) as visits,
        cast(coalesce(orders.orders, 0) as {{ dbt.type_bigint() }}) as orders,
        cast(coalesce(orders.net_spend, 0) as numeric(24, 2)) as net_spend,
        cast(coalesce(orders.net_spend_before, 0) as numeric(24, 2)) as net_spend_before
    from assignments
    left join visits
        on
            assignments.campaign_code = visits.campaign_code
            and assignments.customer_id = visits.customer_id
    left join orders
        on
            assignments.campaign_code = orders.campaign_code
            and assignments.customer_id = orders.customer_id
)

select * from final
