-- The values that people may give to a customer: those of the catalogue, and of some tags those of the data.
with active_tags as (
    select
        tag_code,
        min(values_from) as values_from
    from ({{ seed_rows('tag_definitions') }}) as tag_definitions
    where status in ('active', 'retiring')
    group by tag_code
),

catalogue as (
    {{ seed_rows('tag_values') }}
),

regions as (
    select * from {{ ref('region_codes') }}
),

from_data as (
    select
        'products' as values_from,
        category as tag_value
    from {{ ref('stg_products') }}
    where category is not null
    union distinct
    select
        'product_attributes' as values_from,
        attribute_name || ': ' || attribute_value as tag_value
    from {{ ref('stg_product_attributes') }}
    union distinct
    select
        'promotions' as values_from,
        promotion_id as tag_value
    from {{ ref('stg_promotions') }}
    where promotion_type = 'campaign'
),

known_values as (
    select
        tag_code,
        tag_value
    from catalogue
    union distinct
    select
        active_tags.tag_code,
        from_data.tag_value
    from from_data
    inner join active_tags on from_data.values_from = active_tags.values_from
    union distinct
    select
        'province' as tag_code,
        province as tag_value
    from regions
    union distinct
    select
        'city' as tag_code,
        city as tag_value
    from regions
),

final as (
    select
        known_values.tag_code,
        known_values.tag_value
    from known_values
    inner join active_tags on known_values.tag_code = active_tags.tag_code
    where known_values.tag_value is not null
)

select * from final
