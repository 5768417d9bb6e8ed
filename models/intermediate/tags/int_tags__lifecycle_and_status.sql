with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

final as (
    select
        metrics.customer_id,

        -- first match wins
        case
            when metrics.days_since_last_order_absent_reason = 'orders_rejected' then 'unknown'
            when metrics.days_since_last_order is null then 'prospect'
            when metrics.days_since_first_order <= parameters.lifecycle_stage__new_max_days then 'new'
            when metrics.days_since_last_order <= parameters.lifecycle_stage__active_max_days then 'active'
            when metrics.days_since_last_order <= parameters.lifecycle_stage__dormant_max_days then 'dormant'
            else 'churned'
        end as lifecycle_stage,
        cast(metrics.days_since_first_order as {{ dbt.type_string() }})
        || '/' || cast(metrics.days_since_last_order as {{ dbt.type_string() }}) as lifecycle_stage__evidence,

        coalesce(metrics.last_sales_stage, 'none') as sales_stage,
        metrics.last_sales_contact_date as sales_stage__evidence
    from metrics
    cross join parameters
)

select * from final
