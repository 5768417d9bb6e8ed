-- Every base row, standardised, with the first reason why it is rejected, if any.
with orders as (
    select * from {{ ref('base_orders') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

placeholders as (
    {{ seed_rows('placeholder_values') }}
),

counted_orders as (
    {{ seed_rows('counted_orders') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

rates as (
    select
        from_currency,
        rate_date,
        rate,
        lead(rate_date) over (partition by from_currency order by rate_date) as next_rate_date
    from (
        -- of several systems the first, by name
        select
            from_currency,
            rate_date,
            rate,
            row_number() over (partition by from_currency, rate_date order by source_system) as system_rank
        from {{ ref('stg_exchange_rates') }}
        where to_currency = '{{ var('currency') }}'
    ) as rates_by_system
    where system_rank = 1
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        orders.source_system,
        {{ clean_text('orders.order_id') }} as order_id,
        -- an id such as NULL is nobody's: a guest
        case
            when source_customer_id_placeholder.entity is null then {{ clean_text('orders.source_customer_id') }}
        end as source_customer_id,
        orders.ordered_at,
        case {{ code_of('orders', 'channel') }}
            when 'online' then 'online'
            when 'offline' then 'offline'
        end as channel,
        {{ code_of('orders', 'order_status') }} as order_status,
        {{ code_of('orders', 'order_type') }} as order_type,
        orders.cancelled_at,
        upper({{ clean_text('orders.currency') }}) as currency,
        orders.paid_amount,
        coalesce(orders.tax_amount, 0) as tax_amount,
        coalesce(orders.freight_amount, 0) as freight_amount,
        orders.discount_amount,
        coalesce(orders.refund_amount, 0) as refund_amount,
        orders.refunded_at,
        orders.loaded_date,
        orders.updated_at,
        orders.unreadable_columns
    from orders
    {{ left_join_codes('orders', ['channel', 'order_status', 'order_type']) }}
    {{ left_join_placeholder('orders', 'source_customer_id') }}
),

validated as (
    select
        standardised.*,
        case
            when coalesce(standardised.currency, '{{ var('currency') }}') <> '{{ var('currency') }}' then rates.rate
            else cast(1 as numeric(18, 8))
        end as exchange_rate,
        statuses.is_counted = 'no' or coalesce(order_types.is_counted = 'no', false) as is_left_out,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.order_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.ordered_at is null then 'missing_date'
            when standardised.ordered_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when statuses.code is null then 'unknown_status'
            when standardised.order_type is not null and order_types.code is null then 'unknown_type'
            when standardised.currency <> '{{ var('currency') }}' and rates.rate is null then 'foreign_currency'
            when standardised.paid_amount is null then 'missing_amount'
            when
                standardised.paid_amount < 0
                or standardised.tax_amount < 0
                or standardised.freight_amount < 0
                or standardised.discount_amount < 0
                or standardised.refund_amount < 0
                then 'negative_amount'
            when standardised.tax_amount + standardised.freight_amount > standardised.paid_amount
                then 'charges_above_paid'
            when standardised.refund_amount > standardised.paid_amount then 'refund_above_paid'
            when standardised.source_customer_id is not null and known_customers.source_customer_id is null
                then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    -- the last rate up to the order's day, for banks give none on some days
    left join rates
        on
            standardised.currency = rates.from_currency
            and cast(standardised.ordered_at as date) >= rates.rate_date
            and cast(standardised.ordered_at as date)
            <= {{ dbt.dateadd('day', var('max_rate_age_days'), 'rates.rate_date') }}
            and (rates.next_rate_date is null or cast(standardised.ordered_at as date) < rates.next_rate_date)
    left join counted_orders as statuses
        on
            statuses.column_name = 'order_status'
            and standardised.order_status = statuses.code
    left join counted_orders as order_types
        on
            order_types.column_name = 'order_type'
            and standardised.order_type = order_types.code
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'orders', 'order_id', [
        'source_customer_id', 'ordered_at', 'channel', 'order_status', 'order_type', 'is_left_out', 'cancelled_at',
        'currency', 'exchange_rate', 'paid_amount', 'tax_amount', 'freight_amount', 'discount_amount', 'refund_amount',
        'refunded_at', 'loaded_date', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'order_id', [
        'ordered_at', 'source_customer_id', 'order_status', 'channel', 'paid_amount', 'refund_amount', 'refunded_at',
        'cancelled_at', 'discount_amount', 'tax_amount', 'freight_amount', 'order_type',
    ], arrived='loaded_date') }}
)

select * from final
