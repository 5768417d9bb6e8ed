with costs as (
    select * from {{ ref('stg_costs__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('costs', 'cost_id', ['order_id', 'cost_amount', 'incurred_at']) }}
),

final as (
    select
        source_system,
        cost_id,
        order_id,
        cost_amount,
        cast(incurred_at as date) as incurred_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
