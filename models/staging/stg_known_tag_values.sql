-- The values that active tags may have: those of the catalogue, and of some tags those of the data. A campaign counts
-- if it has a promotion record, or if anybody had taken part in it by the as-of date.
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
        cast(null as {{ dbt.type_string() }}) as tag_code,
        category as tag_value
    from {{ ref('stg_products') }}
    union distinct
    select
        'product_attributes' as values_from,
        null as tag_code,
        attribute_name || ': ' || attribute_value as tag_value
    from {{ ref('stg_product_attributes') }}
    union distinct
    select
        'promotions' as values_from,
        null as tag_code,
        promotion_id as tag_value
    from {{ ref('stg_promotions') }}
    where promotion_type = 'campaign'
    union distinct
    select
        'promotions' as values_from,
        null as tag_code,
        campaign_id as tag_value
    from {{ ref('stg_interactions') }}
    where interaction_type = 'campaign' and {{ known_as_of('occurred_at') }} = 1
    union distinct
    select
        'promotions' as values_from,
        null as tag_code,
        order_promotions.promotion_id as tag_value
    from {{ ref('stg_order_promotions') }} as order_promotions
    inner join {{ ref('stg_orders') }} as orders
        on
            order_promotions.source_system = orders.source_system
            and order_promotions.order_id = orders.order_id
    where order_promotions.promotion_type = 'campaign' and {{ known_as_of('orders.ordered_at') }} = 1
    union distinct
    select
        'regions' as values_from,
        'province' as tag_code,
        province as tag_value
    from regions
    union distinct
    select
        'regions' as values_from,
        'city' as tag_code,
        city as tag_value
    from regions
    union distinct
    -- provinces and cities for one tag
    select
        'region_names' as values_from,
        null as tag_code,
        coalesce(city, province) as tag_value
    from regions
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
    inner join active_tags
        on
            from_data.values_from = active_tags.values_from
            and (from_data.tag_code is null or from_data.tag_code = active_tags.tag_code)
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
