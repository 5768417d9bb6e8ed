-- One row a customer. Where several systems tell an attribute, the record updated last wins (ties: system, then id).
with customers as (
    select * from {{ ref('stg_customers') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

records as (
    select
        links.customer_id,
        customers.source_system,
        customers.source_customer_id,
        customers.customer_type,
        customers.gender,
        customers.age_lower,
        customers.age_upper,
        customers.resident_id_gender,

        -- what lies after the as-of date is not known yet
        case when customers.birth_date <= {{ as_of_date() }} then customers.birth_date end as birth_date,
        case
            when customers.resident_id_birth_date <= {{ as_of_date() }} then customers.resident_id_birth_date
        end as resident_id_birth_date,
        case when {{ known_as_of('customers.updated_at') }} = 1 then customers.updated_at end as known_updated_at
    from links
    inner join customers
        on
            links.source_system = customers.source_system
            and links.source_customer_id = customers.source_customer_id
),

-- for each attribute, the records that know it come first
ranked as (
    select
        {%- for attribute in ['customer_type', 'gender', 'birth_date', 'age_lower', 'resident_id_gender'] %}
        row_number() over (
            partition by customer_id
            order by
                case when {{ attribute }} is null then 1 else 0 end,
                known_updated_at desc nulls last,
                source_system,
                source_customer_id
        ) as {{ attribute }}_rank,
        {%- endfor %}
        *
    from records
),

winners as (
    select
        customer_id,
        count(*) as record_count,
        max(case when customer_type_rank = 1 then customer_type end) as customer_type,
        max(case when customer_type_rank = 1 then source_system end) as customer_type_source,
        max(case when gender_rank = 1 then gender end) as declared_gender,
        max(case when birth_date_rank = 1 then birth_date end) as declared_birth_date,
        max(case when age_lower_rank = 1 then age_lower end) as declared_age_lower,
        max(case when age_lower_rank = 1 then age_upper end) as declared_age_upper,
        max(case when resident_id_gender_rank = 1 then resident_id_gender end) as resident_id_gender,
        max(case when resident_id_gender_rank = 1 then resident_id_birth_date end) as resident_id_birth_date
    from ranked
    group by customer_id
),

birth_dates as (
    select
        *,
        coalesce(declared_birth_date, resident_id_birth_date) as birth_date
    from winners
),

ages as (
    select
        *,
        extract(year from {{ as_of_date() }}) - extract(year from birth_date)
        - case
            when
                extract(month from {{ as_of_date() }}) * 100 + extract(day from {{ as_of_date() }})
                < extract(month from birth_date) * 100 + extract(day from birth_date)
                then 1
            else 0
        end as age_years
    from birth_dates
),

bounded as (
    select
        *,
        -- a birth date tells the age exactly, a declared bracket within bounds (no upper bound: null)
        cast(case when birth_date is null then declared_age_lower else age_years end as integer) as age_lower,
        cast(case when birth_date is null then declared_age_upper else age_years end as integer) as age_upper
    from ages
),

final as (
    select
        customer_id,
        record_count,

        customer_type,
        case when customer_type is not null then customer_type_source end as customer_type_source,
        coalesce(declared_gender, resident_id_gender) as gender,
        case
            when declared_gender is not null then 'declared'
            when resident_id_gender is not null then 'resident_id_number'
        end as gender_source,

        age_lower,
        age_upper,
        case
            when age_lower = age_upper then cast(age_lower as {{ dbt.type_string() }})
            when age_lower is not null and age_upper is not null
                then
                    cast(age_lower as {{ dbt.type_string() }})
                    || '-' || cast(age_upper as {{ dbt.type_string() }})
            when age_lower is not null then cast(age_lower as {{ dbt.type_string() }}) || '+'
        end as age_span
    from bounded
)

select * from final
