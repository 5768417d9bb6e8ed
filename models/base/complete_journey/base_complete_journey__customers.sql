-- Households are known by their purchases; a third of them also answered the demographic survey.
with transactions as (
    select * from {{ source('complete_journey', 'transactions') }}
),

demographics as (
    select * from {{ source('complete_journey', 'demographics') }}
),

households as (
    select household_id from transactions
    union distinct
    select household_id from demographics
),

final as (
    select
        'complete_journey' as source_system,
        households.household_id as source_customer_id,
        null as member_number,
        null as full_name,
        null as address,
        'individual' as customer_type,
        null as gender,
        null as birth_date,

        -- survey answers are brackets: 19-24 ... 55-64, 65+
        {{ dbt.safe_cast('substring(demographics.age, 1, 2)', 'integer') }} as age_lower,
        case
            when demographics.age like '__-__'
                then {{ dbt.safe_cast('substring(demographics.age, 4, 2)', 'integer') }}
        end as age_upper,

        null as resident_id_number,
        null as acquisition_source,
        null as occupation,
        null as industry,
        null as employee_count,
        null as decision_role,
        null as country,
        null as province,
        null as city,
        null as created_at,
        null as updated_at,
        null as unreadable_columns
    from households
    left join demographics on households.household_id = demographics.household_id
)

select * from final
