with customers as (
    select * from {{ source('demo_crm', 'customers') }}
),

final as (
    select
        'demo_crm' as source_system,
        member_no as source_customer_id,
        member_no as member_number,
        case {{ clean_text('customer_kind') }}
            when '个人' then 'individual'
            when '企业' then 'business'
            else customer_kind
        end as customer_type,
        case {{ clean_text('gender') }} when '男' then 'male' when '女' then 'female' else gender end as gender,
        {{ read_date('birth_date') }} as birth_date,
        null as age_lower,
        null as age_upper,
        id_number as resident_id_number,
        {{ read_timestamp('registered_at') }} as created_at,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([
            ['birth_date', 'birth_date', 'timestamp'],
            ['created_at', 'registered_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from customers
)

select * from final
