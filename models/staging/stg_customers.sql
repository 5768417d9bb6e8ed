with customers as (
    select * from {{ ref('stg_customers__checked') }}
    where rejection_reason is null
),

-- of several versions of one customer record: the latest known on the as-of date
ranked as (
    select
        *,
        row_number() over (
            partition by source_system, source_customer_id
            order by
                {{ known_as_of('updated_at') }} desc,
                updated_at desc nulls last,
                created_at desc nulls last,
                member_number asc nulls last,
                customer_type asc nulls last,
                gender asc nulls last,
                birth_date asc nulls last,
                age_lower asc nulls last,
                age_upper asc nulls last,
                resident_id_birth_date asc nulls last,
                resident_id_gender asc nulls last
        ) as version_rank,
        count(*) over (partition by source_system, source_customer_id) as record_count
    from customers
),

final as (
    select
        source_system,
        source_customer_id,
        member_number,
        customer_type,
        gender,
        birth_date,
        age_lower,
        age_upper,
        resident_id_gender,
        resident_id_birth_date,
        created_at,
        updated_at,
        record_count
    from ranked
    where version_rank = 1
)

select * from final
