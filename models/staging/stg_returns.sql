with returns as (
    select * from {{ ref('stg_returns__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('returns', 'return_id', ['order_item_id', 'quantity', 'returned_at']) }}
),

final as (
    select
        source_system,
        return_id,
        order_item_id,
        quantity,
        cast(returned_at as date) as returned_date,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
