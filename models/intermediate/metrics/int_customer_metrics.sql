-- All metrics of a customer side by side, each described here: what tags read, and what a band tag may cut.
with customers as (
    select
        customer_id,
        -- what is told of companies does not apply to individuals
        case when coalesce(customer_type, '') <> 'individual' then employee_count end as employee_count,
        case
            when customer_type = 'individual' then 'not_applicable'
            when employee_count is null then 'unknown'
        end as employee_count_absent_reason
    from {{ ref('int_customers') }}
),

final as (
    select *
    from customers
    inner join {{ ref('int_customer_frequency') }} as frequency using (customer_id)
    inner join {{ ref('int_customer_recency') }} as recency using (customer_id)
    inner join {{ ref('int_customer_monetary') }} as monetary using (customer_id)
    inner join {{ ref('int_customer_promotion_participation') }} as participation using (customer_id)
    inner join {{ ref('int_customer_product_preference') }} as preference using (customer_id)
    inner join {{ ref('int_customer_shopping_habits') }} as habits using (customer_id)
    inner join {{ ref('int_customer_returns') }} as returned using (customer_id)
    inner join {{ ref('int_customer_profit') }} as profit using (customer_id)
    inner join {{ ref('int_customer_coupons') }} as coupons using (customer_id)
    inner join {{ ref('int_customer_engagement') }} as engagement using (customer_id)
    inner join {{ ref('int_customer_marketing_response') }} as response using (customer_id)
    inner join {{ ref('int_customer_service') }} as service using (customer_id)
    inner join {{ ref('int_customer_sales') }} as sales using (customer_id)
    inner join {{ ref('int_customer_membership') }} as membership using (customer_id)
    inner join {{ ref('int_customer_predictions') }} as predictions using (customer_id)
    left join {{ ref('int_customer_spend_rank') }} as spend_rank using (customer_id)
)

select * from final
