-- Days on which something happened to a customer's money, for the causes of changes. Grain: one row per event.
with links as (
    select * from {{ ref('int_customer_links') }}
),

events as (
    select
        source_system,
        source_customer_id,
        -- a month is known once it is over
        cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'month_start')) }} as date) as record_date,
        average_assets as number
    from {{ ref('stg_balances') }}
    union all
    select
        source_system,
        source_customer_id,
        transacted_date as record_date,
        amount as number
    from {{ ref('stg_card_transactions') }}
    union all
    select
        source_system,
        source_customer_id,
        held_date as record_date,
        holding_amount as number
    from {{ ref('stg_holdings') }}
),

final as (
    select
        links.customer_id,
        events.record_date,
        events.number
    from events
    inner join links
        on
            events.source_system = links.source_system
            and events.source_customer_id = links.source_customer_id
)

select * from final
