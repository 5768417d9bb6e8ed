-- Every value that a tag may have: from the seed, and from the data (product categories and attributes, campaigns,
-- regions).
with seeded_values as (
    select * from {{ ref('int_tag_bands') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

products as (
    select * from {{ ref('stg_products') }}
    where category is not null
),

product_attributes as (
    select * from {{ ref('stg_product_attributes') }}
),

promotions as (
    select * from {{ ref('stg_promotions') }}
    where promotion_type = 'campaign'
),

participations as (
    select * from {{ ref('int_customer_campaigns') }}
),

regions as (
    select * from {{ ref('region_codes') }}
),

-- a campaign without a promotion record is named by its id
campaigns as (
    select
        promotion_id as campaign_id,
        promotion_name
    from promotions
    union all
    select
        campaign_id,
        cast(null as {{ dbt.type_string() }}) as promotion_name
    from participations
),

data_values as (
    select
        'products' as values_from,
        cast(null as {{ dbt.type_string() }}) as tag_code,
        category as tag_value,
        category as label_zh,
        category as label_en
    from products
    group by category

    union all

    select distinct
        'product_attributes' as values_from,
        cast(null as {{ dbt.type_string() }}) as tag_code,
        attribute_name || ': ' || attribute_value as tag_value,
        attribute_name || ': ' || attribute_value as label_zh,
        attribute_name || ': ' || attribute_value as label_en
    from product_attributes

    union all

    select
        'promotions' as values_from,
        cast(null as {{ dbt.type_string() }}) as tag_code,
        campaign_id as tag_value,
        coalesce(min(promotion_name), campaign_id) as label_zh,
        coalesce(min(promotion_name), campaign_id) as label_en
    from campaigns
    group by campaign_id

    union all

    select
        'regions' as values_from,
        'province' as tag_code,
        province as tag_value,
        province as label_zh,
        min(province_en) as label_en
    from regions
    group by province

    union all

    select
        'regions' as values_from,
        'city' as tag_code,
        city as tag_value,
        city as label_zh,
        min(city_en) as label_en
    from regions
    where city is not null
    group by city

    union all

    -- provinces and cities for one tag
    select
        'region_names' as values_from,
        cast(null as {{ dbt.type_string() }}) as tag_code,
        coalesce(city, province) as tag_value,
        coalesce(city, province) as label_zh,
        min(coalesce(city_en, province_en)) as label_en
    from regions
    group by coalesce(city, province)
),

added_values as (
    select
        definitions.tag_code,
        data_values.tag_value,
        data_values.label_zh,
        data_values.label_en,
        cast(null as numeric(24, 6)) as min_value,
        cast(null as numeric(24, 6)) as max_value,
        cast(null as {{ dbt.type_string() }}) as closed,
        false as includes_min,
        false as includes_max,
        cast(null as {{ dbt.type_string() }}) as absent_reason,
        false as is_only_absent_value,
        cast(null as integer) as score,
        cast(null as integer) as rank,
        cast(null as {{ dbt.type_string() }}) as overridden_by
    from data_values
    inner join definitions
        on
            data_values.values_from = definitions.values_from
            and (data_values.tag_code is null or data_values.tag_code = definitions.tag_code)
    left join seeded_values
        on
            definitions.tag_code = seeded_values.tag_code
            and data_values.tag_value = seeded_values.tag_value
    -- a value that the seed already names keeps the seed's labels
    where seeded_values.tag_value is null
),

unioned as (
    select * from seeded_values
    union all
    select * from added_values
),

-- display names by the convention behaviour_feature_period: 购买_高频_近一年, purchase_high_frequency_365d; a label that
-- several tags of a theme share (未知) gets the name of the tag
parameters as (
    {{ seed_rows('tag_parameters') }}
),

final as (
    select
        unioned.*,
        -- refreshes in a row after which a stepped tag falls from this value, where it is not as for the others
        cast({{ dbt.safe_cast('parameters.value', 'numeric(18, 6)') }} as integer) as down_after,
        definitions.theme_zh || '_'
        || case
            when count(*) over (
                partition by definitions.theme_zh, unioned.label_zh, definitions.period_zh
            ) > 1 then definitions.name_zh
            else ''
        end
        || unioned.label_zh
        || coalesce('_' || definitions.period_zh, '') as display_name_zh,
        definitions.theme || '_' || unioned.tag_value || '_' || definitions.feature
        || coalesce('_' || definitions.period, '') as display_name_en
    from unioned
    left join definitions on unioned.tag_code = definitions.tag_code
    left join parameters
        on
            unioned.tag_code = parameters.tag_code
            and parameters.parameter = 'down_after_' || unioned.tag_value
)

select * from final
