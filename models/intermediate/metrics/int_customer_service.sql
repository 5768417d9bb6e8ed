-- How the customer asks for help: the channel used most in 365 days; ties: the one used last, then the name. One row
-- per customer; null without a contact.
with customers as (
    select * from {{ ref('int_customers') }}
),

contacts as (
    select * from {{ ref('stg_service_contacts') }}
    where
        contacted_date <= {{ as_of_date() }}
        and contacted_date > {{ dbt.dateadd('day', -365, as_of_date()) }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

by_channel as (
    select
        links.customer_id,
        contacts.channel,
        count(*) as contact_count,
        max(contacts.contacted_at) as last_contacted_at
    from contacts
    inner join links
        on
            contacts.source_system = links.source_system
            and contacts.source_customer_id = links.source_customer_id
    group by links.customer_id, contacts.channel
),

ranked as (
    select
        *,
        sum(contact_count) over (partition by customer_id) as all_contact_count,
        row_number() over (
            partition by customer_id
            order by contact_count desc, last_contacted_at desc, channel asc
        ) as preference_rank
    from by_channel
),

final as (
    select
        customers.customer_id,
        cast(coalesce(ranked.all_contact_count, 0) as integer) as service_contacts_365d,
        ranked.channel as preferred_service_channel_365d,
        cast(ranked.contact_count as integer) as preferred_service_contacts_365d
    from customers
    left join ranked
        on
            customers.customer_id = ranked.customer_id
            and ranked.preference_rank = 1
)

select * from final
