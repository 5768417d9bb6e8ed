{{ config(materialized='view') }}

-- Orders that are kept, but whose days or amounts can hardly be right (seeds/cleaning/suspicious_limits.csv).
with orders as (
    select * from {{ ref('stg_orders') }}
),

refunds as (
    select * from {{ ref('stg_refunds') }}
),

limits as (
    select
        {%- for check in ['paid_amount', 'discount_by_paid'] %}
        max(
            case when check_name = '{{ check }}' then {{ dbt.safe_cast('max_value', dbt.type_float()) }} end
        ) as max_{{ check }},
        {%- endfor %}
        cast(
            max(
                case when check_name = 'days_ended_before_order' then {{ dbt.safe_cast('max_value', 'integer') }} end
            ) as integer
        ) as max_days_ended_before_order
    from ({{ seed_rows('suspicious_limits') }}) as suspicious_limits
),

refunded_orders as (
    select
        source_system,
        order_id,
        sum(refund_amount) as refund_amount,
        min(refunded_date) as first_refunded_date
    from refunds
    where order_id is not null
    group by source_system, order_id
),

dated as (
    select
        orders.*,
        cast({{ dbt.dateadd('day', '-limits.max_days_ended_before_order', 'orders.order_date') }} as date)
            as first_plausible_date
    from orders
    cross join limits
),

compared as (
    select
        orders.source_system,
        orders.order_id,
        orders.order_date,
        orders.cancelled_date < orders.first_plausible_date as is_cancelled_before_order,
        orders.refunded_date < orders.first_plausible_date
        or refunded_orders.first_refunded_date < orders.first_plausible_date as is_refunded_before_order,
        refunded_orders.refund_amount > orders.paid_amount as has_refunds_above_paid,
        orders.paid_amount > limits.max_paid_amount as has_high_amount,
        orders.discount_amount > limits.max_discount_by_paid * orders.paid_amount
        and orders.paid_amount > 0 as has_high_discount
    from dated as orders
    cross join limits
    left join refunded_orders
        on
            orders.source_system = refunded_orders.source_system
            and orders.order_id = refunded_orders.order_id
),

final as (
    {%- for column, suspicion in {
        'is_cancelled_before_order': 'cancelled_before_order',
        'is_refunded_before_order': 'refunded_before_order',
        'has_refunds_above_paid': 'refunds_above_paid',
        'has_high_amount': 'high_amount',
        'has_high_discount': 'high_discount',
    }.items() %}
    select
        source_system,
        'orders' as entity,
        order_id as record_key,
        order_date as record_date,
        '{{ suspicion }}' as suspicion
    from compared
    where {{ column }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
