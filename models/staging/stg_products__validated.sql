-- Every base row, standardised, with the first reason why it is rejected, if any. A category that systems spell in
-- several ways (case, width, blanks) has the spelling that occurs most often.
with products as (
    select * from {{ ref('base_products') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

standardised as (
    select
        products.source_system,
        {{ clean_text('products.product_id') }} as product_id,
        {{ clean_text('products.product_name') }} as product_name,
        coalesce(category_synonyms.code, {{ clean_text('products.category') }}) as category,
        products.updated_at,
        products.unreadable_columns
    from products
    {{ left_join_codes('products', ['category']) }}
),

spellings as (
    select
        lower(category) as lower_category,
        category,
        row_number() over (partition by lower(category) order by count(*) desc, category desc) as spelling_rank
    from standardised
    where category is not null
    group by lower(category), category
),

cleaned as (
    select
        standardised.source_system,
        standardised.product_id,
        standardised.product_name,
        spellings.category,
        standardised.updated_at,
        standardised.unreadable_columns,
        case
            when standardised.product_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
        end as rejection_reason
    from standardised
    left join spellings
        on
            lower(standardised.category) = spellings.lower_category
            and spellings.spelling_rank = 1
),

final as (
    {{ rank_versions('cleaned', 'product_id', ['category', 'product_name']) }}
)

select * from final
