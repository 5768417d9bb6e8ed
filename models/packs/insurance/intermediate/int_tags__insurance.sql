-- The pack's tags with one value per customer, each with its evidence.
with metrics as (
    select * from {{ ref('int_customer_metrics__insurance') }}
),

final as (
    select
        metrics.customer_id,

        coalesce(metrics.policy_stage, 'prospect') as policy_stage,
        metrics.policy_stage_date as policy_stage__evidence,

        persistency_13m.tag_value as persistency_13m,
        metrics.persistency_share_13m as persistency_13m__evidence,

        renewal_count.tag_value as renewal_count,
        metrics.policy_renewals as renewal_count__evidence,

        premium_level.tag_value as premium_level,
        metrics.annual_premium as premium_level__evidence,

        -- until an agent sets it
        'none' as agent_follow_up,
        cast(null as {{ dbt.type_string() }}) as agent_follow_up__evidence
    from metrics
    {{- join_band('persistency_13m', 'metrics.persistency_share_13m') }}
    {{- join_band('renewal_count', 'metrics.policy_renewals') }}
    {{- join_band('premium_level', 'metrics.annual_premium') }}
)

select * from final
