-- How often the product is used: days with an interaction of type `use`, by window. One row per customer; 0 where there
-- is none.
with customers as (
    select * from {{ ref('int_customers') }}
),

usage_days as (
    select distinct
        customer_id,
        occurred_date
    from {{ ref('int_interactions') }}
    where interaction_type = 'use'
),

users as (
    select
        customer_id,
        {%- for window in metric_windows() %}
        {{ sum_in_window('1', window, 'occurred_date') }} as usage_days_{{ window }}d,
        {%- endfor %}
        count(*) as usage_days_lifetime
    from usage_days
    group by customer_id
),

final as (
    select
        customers.customer_id,
        {%- for window in metric_windows() %}
        cast(coalesce(users.usage_days_{{ window }}d, 0) as integer) as usage_days_{{ window }}d,
        {%- endfor %}
        cast(coalesce(users.usage_days_lifetime, 0) as integer) as usage_days_lifetime
    from customers
    left join users on customers.customer_id = users.customer_id
)

select * from final
