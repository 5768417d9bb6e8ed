-- Tags for third parties: of customers who agreed, with a key instead of an id, without the tags marked personal or
-- medical in the catalogue.
with tag_values as (
    select * from {{ ref('customer_tag_values') }}
),

tags as (
    select * from {{ ref('dim_tags') }}
    where sensitivity not in ('personal', 'medical')
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where may_share
),

-- one hash per customer, not per row
customer_keys as (
    select
        customer_id,
        {{ pseudonym('customer_id') }} as customer_key
    from permissions
),

final as (
    select
        customer_keys.customer_key,
        tag_values.tag_code,
        tag_values.tag_value,
        tag_values.as_of_date
    from tag_values
    inner join customer_keys on tag_values.customer_id = customer_keys.customer_id
    inner join tags on tag_values.tag_code = tags.tag_code
)

select * from final
