with recency as (
    select * from {{ ref('int_customer_recency') }}
),

sales as (
    select * from {{ ref('int_customer_sales') }}
),

predictions as (
    select * from {{ ref('int_customer_predictions') }}
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
        || '/' || cast(recency.days_since_last_order as {{ dbt.type_string() }}) as days_since_first_and_last_order,

        coalesce(sales.last_sales_stage, 'none') as sales_stage,
        sales.last_sales_contact_date,

        purchase_intent.tag_value as purchase_intent,
        sales.win_probability,

        follow_up_status.tag_value as follow_up_status,
        sales.days_since_last_sales_contact,

        churn_risk.tag_value as churn_risk,
        predictions.churn_probability,
        predictions.churn_probability_set_by
    from recency
    cross join parameters
    inner join sales on recency.customer_id = sales.customer_id
    inner join predictions on recency.customer_id = predictions.customer_id
    {{ join_band('purchase_intent', 'sales.win_probability') }}
    {{ join_band('follow_up_status', 'sales.days_since_last_sales_contact') }}
    {{ join_band('churn_risk', 'predictions.churn_probability') }}
)

select * from final
