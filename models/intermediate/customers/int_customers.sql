-- One row a customer. Where several records tell an attribute, the one updated last wins (ties: system, then id). What
-- belongs together is told by one record: the ends of an age bracket, the parts of a region, the facts of an id number.
{%- set attributes = [
    'customer_type', 'gender', 'birth_date', 'age_lower', 'acquisition_source', 'occupation', 'industry',
    'employee_count', 'decision_role', 'province', 'resident_id_gender',
] %}

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
        customers.acquisition_source,
        customers.occupation,
        customers.industry,
        customers.employee_count,
        customers.decision_role,
        customers.province,
        customers.city,
        customers.macro_region,
        customers.resident_id_gender,
        customers.resident_id_province,
        customers.resident_id_city,
        customers.resident_id_macro_region,

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

numbered as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by known_updated_at desc nulls last, source_system asc, source_customer_id asc
        ) as record_number
    from records
),

-- for each attribute, the first record that knows it
attributed as (
    select
        {%- for attribute in attributes %}
        min(case when {{ attribute }} is not null then record_number end) over (
            partition by customer_id
        ) as {{ attribute }}_record,
        {%- endfor %}
        *
    from numbered
),

winners as (
    select
        customer_id,
        {%- for attribute in [
            'customer_type', 'acquisition_source', 'occupation', 'industry', 'employee_count', 'decision_role',
        ] %}
        max(case when record_number = {{ attribute }}_record then {{ attribute }} end) as {{ attribute }},
        max(case when record_number = {{ attribute }}_record then source_system end) as {{ attribute }}_system,
        {%- endfor %}
        max(case when record_number = gender_record then gender end) as declared_gender,
        max(case when record_number = birth_date_record then birth_date end) as declared_birth_date,
        max(case when record_number = age_lower_record then age_lower end) as declared_age_lower,
        max(case when record_number = age_lower_record then age_upper end) as declared_age_upper,
        max(case when record_number = province_record then province end) as declared_province,
        max(case when record_number = province_record then city end) as declared_city,
        max(case when record_number = province_record then macro_region end) as declared_macro_region,
        {%- for fact in ['gender', 'birth_date', 'province', 'city', 'macro_region'] %}
        max(
            case when record_number = resident_id_gender_record then resident_id_{{ fact }} end
        ) as resident_id_{{ fact }},
        {%- endfor %}
        count(*) as record_count
    from attributed
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

        -- attributes, each with the system whose record told it
        customer_type,
        customer_type_system as customer_type_source,
        acquisition_source,
        acquisition_source_system,
        occupation,
        occupation_system,
        industry,
        industry_system,
        employee_count,
        decision_role,
        decision_role_system,

        coalesce(declared_gender, resident_id_gender) as gender,
        case
            when declared_gender is not null then 'declared'
            when resident_id_gender is not null then 'resident_id_number'
        end as gender_source,

        -- region: a declared one is not completed from the id number
        coalesce(declared_province, resident_id_province) as province,
        case when declared_province is null then resident_id_city else declared_city end as city,
        coalesce(declared_macro_region, resident_id_macro_region) as macro_region,
        case
            when declared_province is not null then 'declared'
            when resident_id_province is not null then 'resident_id_number'
        end as region_source,

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
