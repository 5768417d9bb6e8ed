-- Where and when: counted orders of 365 days by channel and by part of the day. One row per customer; null where no
-- channel or no time is known.
with customers as (
    select * from {{ ref('int_customers') }}
),

days as (
    select * from {{ ref('int_customer_orders_daily') }}
),

buyers as (
    select
        {%- for kind in ['online', 'offline', 'morning', 'afternoon', 'evening', 'night'] %}
        {{ sum_in_window(kind ~ '_order_count', 365) }} as {{ kind }}_orders_365d,
        {%- endfor %}
        customer_id
    from days
    group by customer_id
),

final as (
    select
        customers.customer_id,
        {%- for kind in ['online', 'offline', 'morning', 'afternoon', 'evening', 'night'] %}
        cast(coalesce(buyers.{{ kind }}_orders_365d, 0) as integer) as {{ kind }}_orders_365d,
        {%- endfor %}
        {{ ratio('buyers.online_orders_365d', '(buyers.online_orders_365d + buyers.offline_orders_365d)') }}
            as online_order_share_365d,

        -- morning/afternoon/evening/night
        case
            when
                buyers.morning_orders_365d + buyers.afternoon_orders_365d
                + buyers.evening_orders_365d + buyers.night_orders_365d > 0
                then
                    cast(buyers.morning_orders_365d as {{ dbt.type_string() }})
                    || '/' || cast(buyers.afternoon_orders_365d as {{ dbt.type_string() }})
                    || '/' || cast(buyers.evening_orders_365d as {{ dbt.type_string() }})
                    || '/' || cast(buyers.night_orders_365d as {{ dbt.type_string() }})
        end as orders_by_part_of_day_365d
    from customers
    left join buyers on customers.customer_id = buyers.customer_id
)

select * from final
