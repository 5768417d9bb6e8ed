-- Subscriptions that were activated by the as-of date, with their plan and the status of that day. Of several, the main
-- one is an active one before the others, then the one that has been there longest.
with subscriptions as (
    select * from {{ ref('stg_subscriptions') }}
    where activated_date <= {{ as_of_date() }}
),

plans as (
    select * from {{ ref('stg_plans') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

dated as (
    select
        links.customer_id,
        subscriptions.source_system,
        subscriptions.subscription_id,
        subscriptions.branch_region_code,
        subscriptions.group_id,
        subscriptions.family_id,
        coalesce(subscriptions.document_type = 'passport', false) as has_passport,
        subscriptions.is_in_campus_network or coalesce(plans.is_campus_plan, false) as is_of_campus,
        coalesce(plans.is_family_plan, false) as is_family_plan,
        plans.monthly_fee,
        plans.included_data_mb,
        subscriptions.activated_date,
        case
            when subscriptions.status_date > {{ as_of_date() }} then 'active'
            else subscriptions.subscription_status
        end as subscription_status
    from subscriptions
    inner join links
        on
            subscriptions.source_system = links.source_system
            and subscriptions.source_customer_id = links.source_customer_id
    left join plans
        on
            subscriptions.source_system = plans.source_system
            and subscriptions.plan_id = plans.plan_id
),

final as (
    select
        *,
        subscription_status <> 'closed' as is_open,
        row_number() over (
            partition by customer_id
            order by
                case subscription_status
                    when 'active' then 1
                    when 'suspended_by_request' then 2
                    when 'suspended_for_debt' then 3
                    else 4
                end asc,
                activated_date asc,
                source_system asc,
                subscription_id asc
        ) = 1 as is_main
    from dated
)

select * from final
