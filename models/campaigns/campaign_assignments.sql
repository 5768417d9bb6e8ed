-- Who is in which arm of a campaign: drawn here, or by another tool. Of customers who were merged since, the arm of the
-- oldest id counts, which is the customer's id if it was assigned.
with drawn as (
    select
        campaign_code,
        customer_id as assigned_id,
        arm,
        bucket,
        valid_from as assigned_on,
        'drawn' as origin
    from {{ ref('campaign_draw_states') }}
),

imported as (
    select
        campaign_code,
        source_system || ':' || source_customer_id as assigned_id,
        arm,
        cast(null as {{ dbt.type_bigint() }}) as bucket,
        assigned_date as assigned_on,
        'imported' as origin
    from {{ ref('stg_campaign_assignments') }}
    where assigned_date <= {{ as_of_date() }}
),

assigned as (
    select * from drawn
    union all
    select * from imported
),

ranked as (
    select
        assigned.*,
        coalesce(aliases.customer_id, assigned.assigned_id) as customer_id,
        row_number() over (
            partition by assigned.campaign_code, coalesce(aliases.customer_id, assigned.assigned_id)
            order by
                case when aliases.customer_id is null then 0 else 1 end asc,
                assigned.origin asc,
                assigned.assigned_id asc
        ) as assignment_rank
    from assigned
    left join {{ ref('customer_id_aliases') }} as aliases on assigned.assigned_id = aliases.alias_customer_id
),

final as (
    select
        ranked.campaign_code,
        ranked.customer_id,
        ranked.arm,
        ranked.bucket,
        ranked.assigned_on,
        ranked.origin,
        ranked.assigned_id
    from ranked
    left join {{ ref('customer_permissions') }} as permissions on ranked.customer_id = permissions.customer_id
    where ranked.assignment_rank = 1 and coalesce(permissions.may_analyse, true)
)

select * from final
