with member_cards as (
    select * from {{ source('demo_store', 'member_cards') }}
),

final as (
    select
        'demo_store' as source_system,
        card_no as source_customer_id,
        member_no as member_number,
        null as full_name,
        null as address,
        'individual' as customer_type,
        case {{ clean_text('sex') }} when 'M' then 'male' when 'F' then 'female' else sex end as gender,
        {{ read_date('birth_date') }} as birth_date,
        null as age_lower,
        null as age_upper,
        null as resident_id_number,
        null as acquisition_source,
        null as occupation,
        null as industry,
        null as employee_count,
        null as decision_role,
        null as country,
        null as province,
        null as city,
        {{ read_timestamp('opened_at') }} as created_at,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([
            ['birth_date', 'birth_date', 'timestamp'],
            ['created_at', 'opened_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from member_cards
)

select * from final
