-- Of which colour, style or brand: items of the counted orders of 365 days, by attribute value. One row per customer,
-- attribute and value bought.
with customer_products as (
    select
        customer_id,
        source_system,
        product_id,
        count(*) as item_count
    from {{ ref('int_order_items') }}
    where is_counted and product_id is not null
    group by customer_id, source_system, product_id
),

product_attributes as (
    select * from {{ ref('stg_product_attributes') }}
),

-- a product may have several values of one attribute; its items count once for the attribute
described_products as (
    select distinct
        source_system,
        product_id,
        attribute_name
    from product_attributes
),

attributes as (
    select
        customer_products.customer_id,
        described_products.attribute_name,
        sum(customer_products.item_count) as item_count
    from customer_products
    inner join described_products
        on
            customer_products.source_system = described_products.source_system
            and customer_products.product_id = described_products.product_id
    group by customer_products.customer_id, described_products.attribute_name
),

attribute_values as (
    select
        customer_products.customer_id,
        product_attributes.attribute_name,
        product_attributes.attribute_value,
        sum(customer_products.item_count) as item_count
    from customer_products
    inner join product_attributes
        on
            customer_products.source_system = product_attributes.source_system
            and customer_products.product_id = product_attributes.product_id
    group by
        customer_products.customer_id, product_attributes.attribute_name, product_attributes.attribute_value
),

final as (
    select
        attribute_values.customer_id,
        attribute_values.attribute_name,
        attribute_values.attribute_value,
        cast(attribute_values.item_count as integer) as attribute_value_items_365d,
        cast(attributes.item_count as integer) as attribute_items_365d,
        {{ ratio('attribute_values.item_count', 'attributes.item_count') }} as attribute_item_share_365d
    from attribute_values
    inner join attributes
        on
            attribute_values.customer_id = attributes.customer_id
            and attribute_values.attribute_name = attributes.attribute_name
)

select * from final
