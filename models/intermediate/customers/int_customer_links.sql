-- Which customer each system's customer record belongs to: records that carry the same company-wide member number are
-- one customer; a record without one is a customer of its own.
with customers as (
    select * from {{ ref('stg_customers') }}
),

final as (
    select
        source_system,
        source_customer_id,
        case
            when member_number is not null then 'member:' || member_number
            else source_system || ':' || source_customer_id
        end as customer_id
    from customers
    -- a record that is registered later does not exist yet
    where created_at is null or cast(created_at as date) <= {{ as_of_date() }}
)

select * from final
