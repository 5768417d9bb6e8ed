-- Every value that a tag may take, with its band: the seed's rows, typed, and the values that come from the data
-- (product categories). A band holds min_value <= metric < max_value, or as includes_min and includes_max say.
with seeded as (
    select * from {{ ref('tag_values') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

products as (
    select * from {{ ref('stg_products') }}
    where category is not null
),

categories as (
    select distinct category from products
),

seeded_values as (
    select
        tag_code,
        tag_value,
        label_zh,
        label_en,
        {{ dbt.safe_cast('min_value', 'numeric(24, 6)') }} as min_value,
        {{ dbt.safe_cast('max_value', 'numeric(24, 6)') }} as max_value,
        closed,
        coalesce(closed in ('left', 'both'), false) as includes_min,
        coalesce(closed in ('right', 'both'), false) as includes_max,
        absent_reason,
        {{ dbt.safe_cast('score', 'integer') }} as score,
        {{ dbt.safe_cast('rank', 'integer') }} as rank
    from seeded
),

product_values as (
    select
        definitions.tag_code,
        categories.category as tag_value,
        categories.category as label_zh,
        categories.category as label_en,
        cast(null as numeric(24, 6)) as min_value,
        cast(null as numeric(24, 6)) as max_value,
        cast(null as {{ dbt.type_string() }}) as closed,
        false as includes_min,
        false as includes_max,
        cast(null as {{ dbt.type_string() }}) as absent_reason,
        cast(null as integer) as score,
        cast(null as integer) as rank
    from categories
    inner join definitions on definitions.values_from = 'products'
    left join seeded_values
        on
            definitions.tag_code = seeded_values.tag_code
            and categories.category = seeded_values.tag_value
    -- a category that the seed already names keeps the seed's labels
    where seeded_values.tag_value is null
),

final as (
    select * from seeded_values
    union all
    select * from product_values
)

select * from final
