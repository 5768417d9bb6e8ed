with opportunities as (
    select * from {{ ref('stg_opportunities__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('opportunities', 'sales_record_id', [
        'opportunity_id', 'source_customer_id', 'contacted_at', 'sales_stage', 'win_probability',
    ]) }}
),

final as (
    select
        source_system,
        sales_record_id,
        opportunity_id,
        source_customer_id,
        contacted_at,
        cast(contacted_at as date) as contacted_date,
        sales_stage,
        win_probability,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
