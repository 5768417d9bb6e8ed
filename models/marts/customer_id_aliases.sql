-- depends_on: {{ ref('customer_tags') }}
-- Where a former or other id of a customer leads to: every record that does not give its customer the id.
with links as (
    select * from {{ ref('int_customer_links') }}
),

permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse
),

final as (
    select
        links.record_key as alias_customer_id,
        links.customer_id,
        links.source_system,
        {{ as_of_date() }} as as_of_date
    from links
    inner join permissions on links.customer_id = permissions.customer_id
    where links.record_key <> links.customer_id
)

select * from final
