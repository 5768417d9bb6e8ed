{{ config(materialized='view') }}

-- What every record says about every attribute, winners and losers: shows where systems disagree and which record wins.
-- A view.
{%- set shown = {
    'customer_type': 'customer_type',
    'gender': 'gender',
    'birth_date': 'birth_date',
    'acquisition_source': 'acquisition_source',
    'occupation': 'occupation',
    'industry': 'industry',
    'employee_count': 'employee_count',
    'decision_role': 'decision_role',
} %}

with records as (
    select * from {{ ref('int_customer_records') }}
),

told as (
    {%- for attribute, column in shown.items() %}
    select
        customer_id,
        '{{ attribute }}' as attribute_name,
        cast({{ column }} as {{ dbt.type_string() }}) as attribute_value,
        source_system,
        source_customer_id,
        known_updated_at,
        {{ attribute }}_order as record_order
    from records
    where {{ attribute }}_order is not null

    union all
    {% endfor %}
    select
        customer_id,
        'age_bracket' as attribute_name,
        cast(age_lower as {{ dbt.type_string() }})
        || coalesce('-' || cast(age_upper as {{ dbt.type_string() }}), '+') as attribute_value,
        source_system,
        source_customer_id,
        known_updated_at,
        age_bracket_order as record_order
    from records
    where age_bracket_order is not null

    union all

    select
        customer_id,
        'region' as attribute_name,
        province || coalesce(' ' || city, '') as attribute_value,
        source_system,
        source_customer_id,
        known_updated_at,
        region_order as record_order
    from records
    where region_order is not null

    union all

    -- facts from the number, which itself stays in base
    select
        customer_id,
        'resident_id_number' as attribute_name,
        resident_id_gender || coalesce(' ' || cast(resident_id_birth_date as {{ dbt.type_string() }}), '')
        || coalesce(' ' || resident_id_province, '') || coalesce(' ' || resident_id_city, '') as attribute_value,
        source_system,
        source_customer_id,
        known_updated_at,
        resident_id_number_order as record_order
    from records
    where resident_id_number_order is not null
),

final as (
    select
        customer_id,
        attribute_name,
        attribute_value,
        source_system,
        source_customer_id,
        known_updated_at,
        row_number() over (partition by customer_id, attribute_name order by record_order) as value_rank
    from told
)

select * from final
