-- One row per customer. Where several records have an attribute, the first in its order wins (int_customer_records).
{%- set single = [
    'customer_type', 'acquisition_source', 'occupation', 'industry', 'employee_count', 'decision_role',
] %}

with records as (
    select * from {{ ref('int_customer_records') }}
),

-- for each attribute, the order of the record that wins
attributed as (
    select
        {%- for attribute in survivorship_attributes() %}
        min({{ attribute }}_order) over (partition by customer_id) as first_{{ attribute }},
        {%- endfor %}
        *
    from records
),

winners as (
    select
        customer_id,
        {%- for attribute in single %}
        max(case when {{ attribute }}_order = first_{{ attribute }} then {{ attribute }} end) as {{ attribute }},
        max(case when {{ attribute }}_order = first_{{ attribute }} then source_system end) as {{ attribute }}_system,
        {%- endfor %}
        max(case when gender_order = first_gender then gender end) as declared_gender,
        max(case when birth_date_order = first_birth_date then birth_date end) as declared_birth_date,
        max(case when age_bracket_order = first_age_bracket then age_lower end) as declared_age_lower,
        max(case when age_bracket_order = first_age_bracket then age_upper end) as declared_age_upper,
        max(case when region_order = first_region then province end) as declared_province,
        max(case when region_order = first_region then city end) as declared_city,
        max(case when region_order = first_region then macro_region end) as declared_macro_region,
        {%- for fact in ['gender', 'birth_date', 'province', 'city', 'macro_region'] %}
        max(
            case
                when resident_id_number_order = first_resident_id_number then resident_id_{{ fact }}
            end
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
        -- a birth date gives the exact age, a declared bracket gives bounds (no upper bound: null)
        cast(case when birth_date is null then declared_age_lower else age_years end as integer) as age_lower,
        cast(case when birth_date is null then declared_age_upper else age_years end as integer) as age_upper
    from ages
),

final as (
    select
        customer_id,
        record_count,

        -- attributes, each with the system that gave it
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
