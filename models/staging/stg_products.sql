with products as (
    select * from {{ ref('stg_products__checked') }}
    where rejection_reason is null
),

ranked as (
    {{ rank_versions('products', 'product_id', ['category', 'product_name']) }}
),

final as (
    select
        source_system,
        product_id,
        product_name,
        category,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
