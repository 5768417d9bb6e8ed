-- depends_on: {{ ref('customer_tags') }}
with permissions as (
    select * from {{ ref('int_customer_permissions') }}
),

final as (
    select
        customer_id,
        may_analyse,
        analytics_decided_on,
        may_market,
        marketing_decided_on,
        may_share,
        sharing_decided_on,
        {{ as_of_date() }} as as_of_date
    from permissions
)

select * from final
