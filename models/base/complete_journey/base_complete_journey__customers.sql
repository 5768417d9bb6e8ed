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
        households.household_id as source_customer_id,
        'individual' as customer_type,

        -- survey answers are brackets: 19-24 ... 55-64, 65+
        {{ dbt.safe_cast('substring(demographics.age, 1, 2)', 'integer') }} as age_lower,
        case
            when demographics.age like '__-__'
                then {{ dbt.safe_cast('substring(demographics.age, 4, 2)', 'integer') }}
        end as age_upper
    from households
    left join demographics on households.household_id = demographics.household_id
)

select * from final
