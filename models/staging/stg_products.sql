with products as (
    select * from {{ ref('stg_products__checked') }}
    where rejection_reason is null
),

-- of several versions of one product: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, product_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                category asc nulls last,
                product_name asc nulls last
        ) as version_rank,
        count(*) over (partition by source_system, product_id) as record_count
    from products
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
