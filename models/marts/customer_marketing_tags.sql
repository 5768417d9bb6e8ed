{{ config(materialized='view') }}

-- Tags for choosing whom to contact: only of customers who may be contacted, and no medical ones.
with tag_values as (
    select * from {{ ref('customer_tag_values') }}
),

tags as (
    select * from {{ ref('dim_tags') }}
    where sensitivity <> 'medical'
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where may_market
),

final as (
    select
        tag_values.customer_id,
        tag_values.tag_code,
        tag_values.tag_value,
        tag_values.as_of_date
    from tag_values
    inner join permissions on tag_values.customer_id = permissions.customer_id
    inner join tags on tag_values.tag_code = tags.tag_code
)

select * from final
