-- Policies that began by the as-of date, each with its stage and the day that decides it, by what was known then: a
-- premium paid later is unpaid, a policy that ended later is in force.
{%- set as_of = as_of_date() %}
with parameters as (
    select
        cast(policy_stage__renewal_due_days as integer) as renewal_due_days,
        cast(policy_stage__grace_days as integer) as grace_days,
        cast(policy_stage__lapsed_short_max_months as integer) as lapsed_short_max_months,
        cast(policy_stage__lapsed_medium_max_months as integer) as lapsed_medium_max_months
    from {{ ref('int_tag_parameters__insurance') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

policies as (
    select
        links.customer_id,
        policies.source_system,
        policies.policy_id,
        policies.product_line,
        policies.payment_mode,
        policies.annual_premium,
        policies.start_date,
        policies.end_date,
        cast({{ dbt.dateadd('month', 12, 'policies.start_date') }} as date) as anniversary_date,
        case when policies.status_date <= {{ as_of }} then policies.policy_status else 'in_force' end as policy_status,
        case when policies.status_date <= {{ as_of }} then policies.end_reason end as end_reason,
        case when policies.status_date <= {{ as_of }} then policies.status_date end as status_date
    from {{ ref('stg_policies') }} as policies
    inner join links
        on
            policies.source_system = links.source_system
            and policies.source_customer_id = links.source_customer_id
    where policies.start_date <= {{ as_of }}
),

premiums as (
    select
        premiums.source_system,
        premiums.policy_id,
        premiums.due_date,
        case when premiums.paid_date <= {{ as_of }} then premiums.paid_date end as paid_date,
        policies.anniversary_date,
        premiums.due_date >= policies.anniversary_date as is_renewal,
        -- 1 from the first anniversary on
        extract(year from premiums.due_date) - extract(year from policies.start_date)
        - case
            when
                extract(month from premiums.due_date) * 100 + extract(day from premiums.due_date)
                < extract(month from policies.start_date) * 100 + extract(day from policies.start_date)
                then 1
            else 0
        end as full_years
    from {{ ref('stg_premiums') }} as premiums
    inner join policies
        on
            premiums.source_system = policies.source_system
            and premiums.policy_id = policies.policy_id
),

payments as (
    select
        source_system,
        policy_id,
        min(case when paid_date is null and due_date < {{ as_of }} then due_date end) as oldest_unpaid_date,
        min(case when paid_date is null and due_date >= {{ as_of }} then due_date end) as next_due_date,
        max(case when is_renewal then paid_date end) as last_renewal_date,
        count(distinct case when is_renewal and paid_date is not null then full_years end) as renewal_count,
        min(case when is_renewal then due_date end) as second_year_due_date
    from premiums
    group by source_system, policy_id
),

second_year_payments as (
    select
        premiums.source_system,
        premiums.policy_id,
        min(premiums.paid_date) as second_year_paid_date
    from premiums
    inner join payments
        on
            premiums.source_system = payments.source_system
            and premiums.policy_id = payments.policy_id
            and premiums.due_date = payments.second_year_due_date
    group by premiums.source_system, premiums.policy_id
),

dated as (
    select
        policies.*,
        parameters.*,
        payments.oldest_unpaid_date,
        payments.last_renewal_date,
        coalesce(payments.renewal_count, 0) as renewal_count,
        -- what falls due next: a premium, or the cover itself
        least(
            coalesce(payments.next_due_date, policies.end_date),
            coalesce(policies.end_date, payments.next_due_date)
        ) as next_date,
        case
            when policies.policy_status = 'lapsed' then policies.status_date
            when {{ days_until_as_of_date('payments.oldest_unpaid_date') }} > parameters.grace_days
                then cast({{ dbt.dateadd('day', 'parameters.grace_days', 'payments.oldest_unpaid_date') }} as date)
        end as lapse_date,
        cast(
            {{ dbt.dateadd(
                'day', 'parameters.grace_days', 'coalesce(payments.second_year_due_date, policies.anniversary_date)'
            ) }} as date
        ) as second_year_last_date,
        second_year_payments.second_year_paid_date
    from policies
    cross join parameters
    left join payments
        on
            policies.source_system = payments.source_system
            and policies.policy_id = payments.policy_id
    left join second_year_payments
        on
            policies.source_system = second_year_payments.source_system
            and policies.policy_id = second_year_payments.policy_id
),

staged as (
    select
        *,
        -- first match wins
        case
            when policy_status = 'ended' or end_date < {{ as_of }} then 'ended'
            when lapse_date >= {{ dbt.dateadd('month', '-lapsed_short_max_months', as_of) }} then 'lapsed_short'
            when lapse_date >= {{ dbt.dateadd('month', '-lapsed_medium_max_months', as_of) }} then 'lapsed_medium'
            when lapse_date is not null then 'lapsed_long'
            when oldest_unpaid_date is not null then 'in_grace'
            when {{ days_until_as_of_date('next_date') }} >= -renewal_due_days then 'renewal_due'
            when {{ as_of }} < anniversary_date then 'new'
            when last_renewal_date is not null then 'renewed'
            else 'in_force'
        end as policy_stage,
        -- the second year's premium, within the grace period; null while that is open, or where it does not apply
        case
            when payment_mode = 'single' or end_date < anniversary_date then null
            when end_reason in ('cooling_off', 'transfer', 'claim') and status_date <= second_year_last_date then null
            when second_year_paid_date <= second_year_last_date then true
            when {{ as_of }} > second_year_last_date then false
        end as is_kept_13m
    from dated
),

final as (
    select
        customer_id,
        source_system,
        policy_id,
        product_line,
        annual_premium,
        start_date,
        policy_stage,
        case
            when policy_stage = 'ended' then coalesce(least(status_date, end_date), status_date, end_date)
            when policy_stage in ('lapsed_short', 'lapsed_medium', 'lapsed_long') then lapse_date
            when policy_stage = 'in_grace' then oldest_unpaid_date
            when policy_stage = 'renewal_due' then next_date
            when policy_stage = 'renewed' then last_renewal_date
            else start_date
        end as policy_stage_date,
        policy_stage in ('in_grace', 'renewal_due', 'new', 'renewed', 'in_force') as is_in_force,
        renewal_count,
        is_kept_13m
    from staged
)

select * from final
