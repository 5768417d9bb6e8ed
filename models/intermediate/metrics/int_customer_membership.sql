-- When membership began, by the memberships in force on the as-of date. One row per customer; null if there is none.
with customers as (
    select * from {{ ref('int_customers') }}
),

memberships as (
    select * from {{ ref('stg_memberships') }}
    where
        joined_date <= {{ as_of_date() }}
        and (ended_date is null or ended_date > {{ as_of_date() }})
),

links as (
    select * from {{ ref('int_customer_links') }}
),

members as (
    select
        links.customer_id,
        min(memberships.joined_date) as member_since
    from memberships
    inner join links
        on
            memberships.source_system = links.source_system
            and memberships.source_customer_id = links.source_customer_id
    group by links.customer_id
),

final as (
    select
        customers.customer_id,
        members.member_since
    from customers
    left join members on customers.customer_id = members.customer_id
)

select * from final
