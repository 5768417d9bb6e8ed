with customers as (
    select * from {{ ref('int_customers') }}
),

participation as (
    select * from {{ ref('int_customer_promotion_participation') }}
),

service as (
    select * from {{ ref('int_customer_service') }}
),

response as (
    select * from {{ ref('int_customer_marketing_response') }}
),

final as (
    select
        customers.customer_id,

        price_sensitivity.tag_value as price_sensitivity,
        participation.promotion_order_share_365d,

        coalesce(service.preferred_service_channel_365d, 'none') as service_preference,
        service.preferred_service_contacts_365d,

        coalesce(response.preferred_channel_180d, 'none') as contact_preference,
        response.preferred_channel_response_share_180d,

        -- an individual decides alone
        case
            when customers.customer_type = 'individual' then 'not_applicable'
            else coalesce(customers.decision_role, 'unknown')
        end as decision_role,
        case when customers.customer_type = 'individual' then null else customers.decision_role_system end
            as decision_role_system
    from customers
    inner join participation on customers.customer_id = participation.customer_id
    inner join service on customers.customer_id = service.customer_id
    inner join response on customers.customer_id = response.customer_id
    {{ join_band('price_sensitivity', 'participation.promotion_order_share_365d') }}
)

select * from final
