-- The numbers behind the pack's tags, one row per customer. Of several policies, the one that needs attention first
-- decides the stage.
with customers as (
    select * from {{ ref('int_customers') }}
),

policies as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                case policy_stage
                    when 'in_grace' then 1
                    when 'renewal_due' then 2
                    when 'new' then 3
                    when 'renewed' then 4
                    when 'in_force' then 5
                    when 'lapsed_short' then 6
                    when 'lapsed_medium' then 7
                    when 'lapsed_long' then 8
                    else 9
                end asc,
                policy_stage_date asc,
                source_system asc,
                policy_id asc
        ) as attention_rank
    from {{ ref('int_policies') }}
),

counted as (
    select
        customer_id,
        max(case when attention_rank = 1 then policy_stage end) as policy_stage,
        max(case when attention_rank = 1 then policy_stage_date end) as policy_stage_date,
        sum(renewal_count) as policy_renewals,
        -- null if no policy is in force
        sum(case when is_in_force then coalesce(annual_premium, 0) end) as annual_premium,
        sum(case when is_kept_13m then 1 when not is_kept_13m then 0 end) as kept_policies_13m,
        count(is_kept_13m) as observed_policies_13m
    from policies
    group by customer_id
),

final as (
    select
        customers.customer_id,
        counted.policy_stage,
        counted.policy_stage_date,
        cast(counted.policy_renewals as integer) as policy_renewals,
        cast(counted.annual_premium as numeric(18, 2)) as annual_premium,
        cast(coalesce(counted.observed_policies_13m, 0) as integer) as observed_policies_13m,
        cast({{ ratio('counted.kept_policies_13m', 'counted.observed_policies_13m') }} as numeric(18, 6))
            as persistency_share_13m
    from customers
    left join counted on customers.customer_id = counted.customer_id
)

select * from final
