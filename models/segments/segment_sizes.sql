-- How many customers a segment has, and how many of them may be addressed.
with segments as (
    select * from {{ ref('dim_segments') }}
    where status = 'active'
),

members as (
    select
        members.segment_code,
        count(*) as customer_count,
        sum(case when permissions.may_market then 1 else 0 end) as addressable_count
    from {{ ref('customer_segments') }} as members
    inner join {{ ref('customer_permissions') }} as permissions on members.customer_id = permissions.customer_id
    group by members.segment_code
),

customers as (
    select count(*) as customer_count
    from {{ ref('customer_tags') }}
),

final as (
    select
        segments.segment_code,
        coalesce(members.customer_count, 0) as customer_count,
        cast({{ ratio('coalesce(members.customer_count, 0)', 'customers.customer_count') }} as numeric(24, 6))
            as customer_share,
        cast(coalesce(members.addressable_count, 0) as {{ dbt.type_bigint() }}) as addressable_count,
        cast({{ ratio('members.addressable_count', 'members.customer_count') }} as numeric(24, 6))
            as addressable_share,
        {{ as_of_date() }} as as_of_date
    from segments
    cross join customers
    left join members on segments.segment_code = members.segment_code
)

select * from final
