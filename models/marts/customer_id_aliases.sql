-- depends_on: {{ ref('customer_tags') }}
-- Maps former and other ids to the customer: every record except the one that gives its customer the id.
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
