-- Tags that only people set: what a customer has until somebody sets one. The rows that people set are in
-- int_manual_tags and win over these values, as over those of every other tag.
with customers as (
    select * from {{ ref('int_customers') }}
),

final as (
    select
        customer_id,
        'none' as care_level,
        'no' as new_product_interest,
        'no' as potential_buyer,
        cast(null as {{ dbt.type_string() }}) as manual_tag_id
    from customers
)

select * from final
