-- Who spends the most: customers by net spend in 365 days, largest first, and the spend of those who spent more; equal
-- spend, equal rank. One row per customer with spend.
with monetary as (
    select * from {{ ref('int_customer_monetary') }}
    where net_spend_365d > 0
),

ranked as (
    select
        customer_id,
        net_spend_365d,
        rank() over (order by net_spend_365d desc) as spend_rank,
        sum(net_spend_365d) over () as total_net_spend_365d,
        sum(net_spend_365d) over (
            order by net_spend_365d desc
            range between unbounded preceding and current row
        ) - sum(net_spend_365d) over (partition by net_spend_365d) as net_spend_before_365d
    from monetary
),

final as (
    select
        customer_id,
        cast(spend_rank as integer) as spend_rank,
        cast(net_spend_before_365d as numeric(20, 2)) as net_spend_before_365d,
        cast(total_net_spend_365d as numeric(20, 2)) as total_net_spend_365d,

        -- for readers; tags compare the exact amounts
        cast(
            cast(net_spend_before_365d as {{ dbt.type_float() }})
            / cast(total_net_spend_365d as {{ dbt.type_float() }}) as numeric(24, 6)
        ) as net_spend_share_before_365d
    from ranked
)

select * from final
