with customers as (
    select
        *,
        -- an open bracket extends beyond every bound
        case when age_lower is not null then coalesce(age_upper, 999) end as age_reach,

        -- what applies to companies does not apply to individuals, nor the reverse
        coalesce(customer_type = 'individual', false) as is_individual,
        coalesce(customer_type = 'business', false) as is_business
    from {{ ref('int_customers') }}
),

membership as (
    select * from {{ ref('int_customer_membership') }}
),

final as (
    select
        customers.customer_id,

        coalesce(customers.customer_type, 'unknown') as customer_type,
        customers.customer_type_source as customer_type__evidence,

        coalesce(customers.acquisition_source, 'unknown') as acquisition_source,
        customers.acquisition_source_system as acquisition_source__evidence,

        case
            when customers.is_business then 'not_applicable'
            else coalesce(customers.gender, 'unknown')
        end as gender,
        case when not customers.is_business then customers.gender_source end as gender__evidence,

        -- a declared bracket that spans two bands gives neither
        case
            when customers.is_business then 'not_applicable'
            when age_group.tag_value = age_group_upper.tag_value then age_group.tag_value
            else 'unknown'
        end as age_group,
        case when not customers.is_business then customers.age_span end as age_group__evidence,

        coalesce(customers.province, 'unknown') as province,
        customers.region_source as province__evidence,
        coalesce(customers.city, 'unknown') as city,
        customers.region_source as city__evidence,
        coalesce(customers.macro_region, 'unknown') as macro_region,
        customers.region_source as macro_region__evidence,

        case
            when customers.is_business then 'not_applicable'
            else coalesce(customers.occupation, 'unknown')
        end as occupation,
        case when not customers.is_business then customers.occupation_system end as occupation__evidence,

        case
            when customers.is_individual then 'not_applicable'
            else coalesce(customers.industry, 'unknown')
        end as industry,
        case when not customers.is_individual then customers.industry_system end as industry__evidence,

        case when membership.member_since is null then 'non_member' else 'member' end as membership,
        membership.member_since as membership__evidence
    from customers
    inner join membership on customers.customer_id = membership.customer_id
    {{- join_band('age_group', 'customers.age_lower') }}
    {{- join_band('age_group', 'customers.age_reach', alias='age_group_upper') }}
)

select * from final
