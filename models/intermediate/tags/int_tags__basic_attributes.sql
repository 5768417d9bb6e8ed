with customers as (
    select
        *,
        -- an open bracket reaches beyond every bound
        case when age_lower is not null then coalesce(age_upper, 999) end as age_reach,

        -- what is told of companies does not apply to individuals
        coalesce(customer_type = 'individual', false) as is_individual
    from {{ ref('int_customers') }}
),

membership as (
    select * from {{ ref('int_customer_membership') }}
),

company_sizes as (
    select
        customer_id,
        case when not is_individual then employee_count end as employee_count,
        case
            when is_individual then 'not_applicable'
            when employee_count is null then 'unknown'
        end as employee_count_absent_reason
    from customers
),

final as (
    select
        customers.customer_id,

        coalesce(customers.customer_type, 'unknown') as customer_type,
        customers.customer_type_source,

        coalesce(customers.acquisition_source, 'unknown') as acquisition_source,
        customers.acquisition_source_system,

        coalesce(customers.gender, 'unknown') as gender,
        customers.gender_source,

        -- a declared bracket that straddles two bands tells neither
        case
            when age_group.tag_value = age_group_upper.tag_value then age_group.tag_value
            else 'unknown'
        end as age_group,
        customers.age_span,

        coalesce(customers.province, 'unknown') as province,
        coalesce(customers.city, 'unknown') as city,
        coalesce(customers.macro_region, 'unknown') as macro_region,
        customers.region_source,

        coalesce(customers.occupation, 'unknown') as occupation,
        customers.occupation_system,

        case
            when customers.is_individual then 'not_applicable'
            else coalesce(customers.industry, 'unknown')
        end as industry,
        case when not customers.is_individual then customers.industry_system end as industry_system,

        company_size.tag_value as company_size,
        company_sizes.employee_count,
        company_sizes.employee_count_absent_reason,

        case when membership.member_since is null then 'non_member' else 'member' end as membership,
        membership.member_since
    from customers
    inner join membership on customers.customer_id = membership.customer_id
    inner join company_sizes on customers.customer_id = company_sizes.customer_id
    {{ join_band('age_group', 'customers.age_lower') }}
    {{ join_band('age_group', 'customers.age_reach', alias='age_group_upper') }}
    {{ join_band(
        'company_size', 'company_sizes.employee_count', absent_reason='company_sizes.employee_count_absent_reason'
    ) }}
)

select * from final
