-- Every base row, standardised, with the first reason why it is rejected, if any.
with products as (
    select * from {{ ref('base_products') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('category') }} as category,
        updated_at,
        unreadable_columns
    from products
),

cleaned as (
    select
        *,
        case
            when product_id is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'product_id', ['category', 'product_name']) }}
)

select * from final
