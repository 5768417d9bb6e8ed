-- All metrics of a customer side by side, for all tags; a band tag cuts one of the numeric ones.
with customers as (
    select
        customer_id,
        -- what applies to companies does not apply to individuals
        case when coalesce(customer_type, '') <> 'individual' then employee_count end as employee_count,
        case
            when customer_type = 'individual' then 'not_applicable'
            when employee_count is null then 'unknown'
        end as employee_count_absent_reason
    from {{ ref('int_customers') }}
),

final as (
    select * -- noqa: RF02
    from customers
    inner join {{ ref('int_customer_frequency') }} using (customer_id)
    inner join {{ ref('int_customer_recency') }} using (customer_id)
    inner join {{ ref('int_customer_monetary') }} using (customer_id)
    inner join {{ ref('int_customer_promotion_participation') }} using (customer_id)
    inner join {{ ref('int_customer_product_preference') }} using (customer_id)
    inner join {{ ref('int_customer_shopping_habits') }} using (customer_id)
    inner join {{ ref('int_customer_returns') }} using (customer_id)
    inner join {{ ref('int_customer_profit') }} using (customer_id)
    inner join {{ ref('int_customer_coupons') }} using (customer_id)
    inner join {{ ref('int_customer_engagement') }} using (customer_id)
    inner join {{ ref('int_customer_usage') }} using (customer_id)
    inner join {{ ref('int_customer_marketing_response') }} using (customer_id)
    inner join {{ ref('int_customer_service') }} using (customer_id)
    inner join {{ ref('int_customer_sales') }} using (customer_id)
    inner join {{ ref('int_customer_membership') }} using (customer_id)
    inner join {{ ref('int_customer_predictions') }} using (customer_id)
    left join {{ ref('int_customer_spend_rank') }} using (customer_id)
)

select * from final
