-- Days on which something happened to a customer's policies: the log of what was known (customer_input_states) counts
-- them, so that changes of the pack's tags have a cause. Grain: one row per event.
with links as (
    select * from {{ ref('int_customer_links') }}
),

policies as (
    select
        links.customer_id,
        policies.*
    from {{ ref('stg_policies') }} as policies
    inner join links
        on
            policies.source_system = links.source_system
            and policies.source_customer_id = links.source_customer_id
),

final as (
    select
        customer_id,
        start_date as record_date,
        coalesce(annual_premium, 0) as number
    from policies
    union all
    select
        customer_id,
        status_date as record_date,
        1 as number
    from policies
    where policy_status <> 'in_force'
    union all
    select
        policies.customer_id,
        premiums.paid_date as record_date,
        coalesce(premiums.premium_amount, 0) as number
    from {{ ref('stg_premiums') }} as premiums
    inner join policies
        on
            premiums.source_system = policies.source_system
            and premiums.policy_id = policies.policy_id
    where premiums.paid_date is not null
)

select * from final
