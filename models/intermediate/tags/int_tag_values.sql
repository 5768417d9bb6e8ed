-- Every value that a tag may have, with its labels: from the seed, and from the data (product categories and
-- attributes, campaigns, regions).
with seeded_values as (
    select * from {{ ref('int_tag_bands') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

known_values as (
    select * from {{ ref('stg_known_tag_values') }}
),

-- a campaign without a promotion record is named by its id
campaign_names as (
    select
        promotion_id as campaign_id,
        min(promotion_name) as promotion_name
    from {{ ref('stg_promotions') }}
    where promotion_type = 'campaign'
    group by promotion_id
),

places as (
    select
        province as place,
        province_en as place_en
    from {{ ref('region_codes') }}
    union distinct
    select
        city as place,
        city_en as place_en
    from {{ ref('region_codes') }}
),

places_in_english as (
    select
        place,
        min(place_en) as place_en
    from places
    group by place
),

added_values as (
    select
        definitions.tag_code,
        known_values.tag_value,
        coalesce(campaign_names.promotion_name, known_values.tag_value) as label_zh,
        coalesce(campaign_names.promotion_name, places_in_english.place_en, known_values.tag_value) as label_en,
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
    from known_values
    inner join definitions on known_values.tag_code = definitions.tag_code
    left join seeded_values
        on
            known_values.tag_code = seeded_values.tag_code
            and known_values.tag_value = seeded_values.tag_value
    left join campaign_names
        on
            definitions.values_from = 'promotions'
            and known_values.tag_value = campaign_names.campaign_id
    left join places_in_english
        on
            definitions.values_from in ('regions', 'region_names')
            and known_values.tag_value = places_in_english.place
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
