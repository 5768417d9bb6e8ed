with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

final as (
    select
        customers.customer_id,

        coalesce(metrics.preferred_service_channel_365d, 'none') as service_preference,
        metrics.preferred_service_contacts_365d as service_preference__evidence,

        coalesce(metrics.preferred_channel_180d, 'none') as contact_preference,
        metrics.preferred_channel_response_share_180d as contact_preference__evidence,

        -- an individual decides alone
        case
            when customers.customer_type = 'individual' then 'not_applicable'
            else coalesce(customers.decision_role, 'unknown')
        end as decision_role,
        case
            when customers.customer_type = 'individual' then null
            else customers.decision_role_system
        end as decision_role__evidence
    from customers
    inner join metrics on customers.customer_id = metrics.customer_id
)

select * from final
