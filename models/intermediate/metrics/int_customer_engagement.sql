-- How active: interactions that the customer started, by window. One row per customer; 0 where there is none.
with customers as (
    select * from {{ ref('int_customers') }}
),

interactions as (
    select * from {{ ref('int_interactions') }}
    where interaction_type in ('visit', 'click', 'open', 'social')
),

visitors as (
    select
        customer_id,
        {%- for window in metric_windows() %}
        {{ sum_in_window('1', window, 'occurred_date') }} as engagements_{{ window }}d,
        {%- endfor %}
        count(*) as engagements_lifetime
    from interactions
    group by customer_id
),

final as (
    select
        customers.customer_id,
        {%- for window in metric_windows() %}
        cast(coalesce(visitors.engagements_{{ window }}d, 0) as integer) as engagements_{{ window }}d,
        {%- endfor %}
        cast(coalesce(visitors.engagements_lifetime, 0) as integer) as engagements_lifetime
    from customers
    left join visitors on customers.customer_id = visitors.customer_id
)

select * from final
