with customers as (
    select
        *,
        -- an open bracket reaches beyond every bound
        case when age_lower is not null then coalesce(age_upper, 999) end as age_reach
    from {{ ref('int_customers') }}
),

final as (
    select
        customers.customer_id,

        coalesce(customers.customer_type, 'unknown') as customer_type,
        customers.customer_type_source,

        coalesce(customers.gender, 'unknown') as gender,
        customers.gender_source,

        -- a declared bracket that straddles two bands tells neither
        case
            when age_group.tag_value = age_group_upper.tag_value then age_group.tag_value
            else 'unknown'
        end as age_group,
        customers.age_span
    from customers
    {{ join_band('age_group', 'customers.age_lower') }}
    {{ join_band('age_group', 'customers.age_reach', alias='age_group_upper') }}
)

select * from final
