with recency as (
    select * from {{ ref('int_customer_recency') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

final as (
    select
        recency.customer_id,

        -- first match wins
        case
            when recency.days_since_last_order is null then 'prospect'
            when recency.days_since_first_order <= parameters.lifecycle_stage__new_max_days then 'new'
            when recency.days_since_last_order <= parameters.lifecycle_stage__active_max_days then 'active'
            when recency.days_since_last_order <= parameters.lifecycle_stage__dormant_max_days then 'dormant'
            else 'churned'
        end as lifecycle_stage,
        cast(recency.days_since_first_order as {{ dbt.type_string() }})
        || '/' || cast(recency.days_since_last_order as {{ dbt.type_string() }}) as days_since_first_and_last_order
    from recency
    cross join parameters
)

select * from final
