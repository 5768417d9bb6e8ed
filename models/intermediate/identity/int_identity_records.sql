-- Customer records that exist on the as-of date, numbered from the oldest: the lowest number gives the customer's id.
with customers as (
    select * from {{ ref('stg_customers') }}
),

final as (
    select
        row_number() over (
            order by created_at asc nulls first, source_system asc, source_customer_id asc
        ) as record_number,
        source_system,
        source_customer_id,
        source_system || ':' || source_customer_id as record_key,
        member_number
    from customers
    where {{ known_as_of('created_at') }} = 1
)

select * from final
