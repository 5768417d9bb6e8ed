{{ config(materialized='view') }}

-- Tags for choosing whom to contact: only of customers who may be contacted.
with tag_values as (
    select * from {{ ref('customer_tag_values') }}
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
)

select * from final
