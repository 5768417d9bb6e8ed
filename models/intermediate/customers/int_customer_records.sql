{{ config(materialized='view') }}

-- Customer records with their customer, as known on the as-of date. `<attribute>_order` says which record wins,
-- smallest first: by the priority of the source, then the latest update (ties: system, then id). Values that belong
-- together come from one record: the ends of an age bracket, the parts of a region, the facts of an id.
{%- set tells = survivorship_attributes() %}

with customers as (
    select * from {{ ref('stg_customers') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

priorities as (
    select
        {%- for attribute in tells %}
        min(
            case when attribute_name = '{{ attribute }}' then cast(priority as {{ dbt.type_int() }}) end
        ) as {{ attribute }}_priority,
        {%- endfor %}
        source_system
    from ({{ seed_rows('source_priorities') }}) as source_priorities
    group by source_system
),

known as (
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

        -- what is after the as-of date is not known yet
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

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by known_updated_at desc nulls last, source_system asc, source_customer_id asc
        ) as recency_rank
    from known
),

final as (
    select
        {%- for attribute, column in tells.items() %}
        case
            when ranked.{{ column }} is not null
                then coalesce(priorities.{{ attribute }}_priority, 999) * 1000000 + ranked.recency_rank
        end as {{ attribute }}_order,
        {%- endfor %}
        ranked.*
    from ranked
    left join priorities on ranked.source_system = priorities.source_system
)

select * from final
