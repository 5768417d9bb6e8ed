-- Every base row, standardised, with the first reason why it is rejected, if any. A value that systems spell in several
-- ways (case, width, blanks) has the spelling that occurs most often.
with product_attributes as (
    select * from {{ ref('base_product_attributes') }}
),

known_products as (
    select * from {{ ref('stg_products') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('product_id') }} as product_id,
        lower({{ clean_text('attribute_name') }}) as attribute_name,
        {{ clean_text('attribute_value') }} as attribute_value,
        updated_at,
        unreadable_columns
    from product_attributes
),

spellings as (
    select
        attribute_name,
        lower(attribute_value) as lower_value,
        attribute_value,
        row_number() over (
            partition by attribute_name, lower(attribute_value)
            order by count(*) desc, attribute_value desc
        ) as spelling_rank
    from standardised
    where attribute_value is not null
    group by attribute_name, lower(attribute_value), attribute_value
),

cleaned as (
    select
        standardised.source_system,
        standardised.product_id || '/' || standardised.attribute_name || '/' || spellings.attribute_value
            as product_attribute_id,
        standardised.product_id,
        standardised.attribute_name,
        spellings.attribute_value,
        standardised.updated_at,
        standardised.unreadable_columns,
        case
            when
                standardised.product_id is null
                or standardised.attribute_name is null
                or standardised.attribute_value is null
                then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when known_products.product_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join spellings
        on
            standardised.attribute_name = spellings.attribute_name
            and lower(standardised.attribute_value) = spellings.lower_value
            and spellings.spelling_rank = 1
    left join known_products
        on
            standardised.source_system = known_products.source_system
            and standardised.product_id = known_products.product_id
),

final as (
    {{ rank_versions('cleaned', 'product_attribute_id', ['product_id', 'attribute_name', 'attribute_value']) }}
)

select * from final
