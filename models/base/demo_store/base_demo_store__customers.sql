with member_cards as (
    select * from {{ source('demo_store', 'member_cards') }}
),

final as (
    select
        card_no as source_customer_id,
        member_no as member_number,
        'individual' as customer_type,
        case {{ clean_text('sex') }} when 'M' then 'male' when 'F' then 'female' else sex end as gender,
        {{ read_date('birth_date') }} as birth_date,
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
