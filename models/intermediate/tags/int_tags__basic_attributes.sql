with customers as (
    select
        *,
        -- an open bracket extends beyond every bound
        case when age_lower is not null then coalesce(age_upper, 999) end as age_reach,

        -- what applies to companies does not apply to individuals
        coalesce(customer_type = 'individual', false) as is_individual
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

        coalesce(customers.gender, 'unknown') as gender,
        customers.gender_source as gender__evidence,

        -- a declared bracket that spans two bands gives neither
        case
            when age_group.tag_value = age_group_upper.tag_value then age_group.tag_value
            else 'unknown'
        end as age_group,
        customers.age_span as age_group__evidence,

        coalesce(customers.province, 'unknown') as province,
        customers.region_source as province__evidence,
        coalesce(customers.city, 'unknown') as city,
        customers.region_source as city__evidence,
        coalesce(customers.macro_region, 'unknown') as macro_region,
        customers.region_source as macro_region__evidence,

        coalesce(customers.occupation, 'unknown') as occupation,
        customers.occupation_system as occupation__evidence,

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
