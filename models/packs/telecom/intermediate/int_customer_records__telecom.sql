-- Days on which something happened to a customer's subscriptions, for the causes of changes. Grain: one row per event.
with links as (
    select * from {{ ref('int_customer_links') }}
),

subscriptions as (
    select
        links.customer_id,
        subscriptions.*
    from {{ ref('stg_subscriptions') }} as subscriptions
    inner join links
        on
            subscriptions.source_system = links.source_system
            and subscriptions.source_customer_id = links.source_customer_id
),

final as (
    select
        customer_id,
        activated_date as record_date,
        1 as number
    from subscriptions
    union all
    select
        customer_id,
        status_date as record_date,
        2 as number
    from subscriptions
    where status_date is not null
    union all
    select
        subscriptions.customer_id,
        usage_days.used_date as record_date,
        usage_days.calls_out + usage_days.calls_in + usage_days.messages + usage_days.data_mb as number
    from {{ ref('stg_usage_days') }} as usage_days
    inner join subscriptions
        on
            usage_days.source_system = subscriptions.source_system
            and usage_days.subscription_id = subscriptions.subscription_id
)

select * from final
