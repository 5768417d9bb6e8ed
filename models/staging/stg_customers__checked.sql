-- Every base row, standardised, with the reason for which it is rejected, if any. A value that cannot be true is
-- blanked and noted in a `_fault` column; it does not cost the customer.
with customers as (
    select * from {{ ref('base_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        {{ clean_text('member_number') }} as member_number,
        lower({{ clean_text('customer_type') }}) as customer_type,
        lower({{ clean_text('gender') }}) as gender,
        birth_date,
        age_lower,
        age_upper,
        upper({{ clean_text('resident_id_number') }}) as resident_id_number,
        created_at,
        updated_at,
        unreadable_columns
    from customers
),

judged as (
    select
        *,
        customer_type is null or customer_type in ('individual', 'business') as customer_type_is_known,
        gender is null or gender in ('male', 'female') as gender_is_known,
        birth_date is null
        or birth_date >= cast('{{ var('earliest_plausible_birth_date') }}' as date) as birth_date_is_plausible,
        {{ resident_id_is_valid('resident_id_number') }} as resident_id_is_valid
    from standardised
),

final as (
    select
        source_system,
        source_customer_id,
        member_number,
        created_at,
        updated_at,

        -- declared attributes
        case when customer_type_is_known then customer_type end as customer_type,
        case when gender_is_known then gender end as gender,
        case when birth_date_is_plausible then birth_date end as birth_date,
        age_lower,
        age_upper,

        -- attributes that the resident id number tells; the number itself goes no further
        case when resident_id_is_valid then {{ resident_id_gender('resident_id_number') }} end as resident_id_gender,
        case
            when resident_id_is_valid then {{ resident_id_birth_date('resident_id_number') }}
        end as resident_id_birth_date,

        -- values blanked above
        case when not customer_type_is_known then 'unknown_customer_type' end as customer_type_fault,
        case when not gender_is_known then 'unknown_gender' end as gender_fault,
        case
            when unreadable_columns like '%birth_date%' then 'unreadable_birth_date'
            when not birth_date_is_plausible then 'implausible_birth_date'
        end as birth_date_fault,
        case
            when resident_id_number is not null and not resident_id_is_valid then 'invalid_resident_id_number'
        end as resident_id_number_fault,
        case when unreadable_columns like '%created_at%' then 'unreadable_created_at' end as created_at_fault,
        case when unreadable_columns like '%updated_at%' then 'unreadable_updated_at' end as updated_at_fault,

        unreadable_columns,
        case when source_customer_id is null then 'missing_key' end as rejection_reason
    from judged
)

select * from final
