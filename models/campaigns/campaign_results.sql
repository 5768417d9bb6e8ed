-- What the customers of each arm did, all of them and by the value of each tag on the day of the assignment.
with outcomes as (
    select * from {{ ref('campaign_outcomes') }}
),

by_value as (
    select
        outcomes.*,
        'all' as tag_code,
        'all' as tag_value
    from outcomes
    union all
    select
        outcomes.*,
        tag_values.tag_code,
        tag_values.tag_value
    from outcomes
    inner join {{ ref('customer_tag_value_history') }} as tag_values
        on
            outcomes.customer_id = tag_values.customer_id
            and outcomes.assigned_on >= tag_values.valid_from
            and outcomes.assigned_on < tag_values.valid_to
),

final as (
    select
        campaign_code,
        arm,
        tag_code,
        tag_value,
        count(*) as customer_count,
        cast(sum(case when visits > 0 then 1 else 0 end) as {{ dbt.type_bigint() }}) as visitor_count,
        cast(sum(case when orders > 0 then 1 else 0 end) as {{ dbt.type_bigint() }}) as buyer_count,
        cast(sum(visits) as {{ dbt.type_bigint() }}) as visits,
        cast(sum(orders) as {{ dbt.type_bigint() }}) as orders,
        cast(sum(net_spend) as numeric(24, 2)) as net_spend,
        cast({{ ratio('sum(case when orders > 0 then 1 else 0 end)', 'count(*)') }} as numeric(24, 6))
            as conversion_share,
        cast({{ ratio('sum(net_spend)', 'count(*)') }} as numeric(24, 6)) as mean_net_spend,
        min(case when is_complete then 1 else 0 end) = 1 as is_complete,
        {{ as_of_date() }} as as_of_date
    from by_value
    group by campaign_code, arm, tag_code, tag_value
)

select * from final
