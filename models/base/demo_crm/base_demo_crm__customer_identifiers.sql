-- One identifier per CRM column that contains one.
with customers as (
    select * from {{ source('demo_crm', 'customers') }}
),

final as (
    select
        {{ clean_text('member_no') }} || '-phone' as customer_identifier_id,
        member_no as source_customer_id,
        'phone' as identifier_type,
        phone as identifier_value,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from customers
    where {{ clean_text('phone') }} is not null

    union all

    select
        {{ clean_text('member_no') }} || '-email' as customer_identifier_id,
        member_no as source_customer_id,
        'email' as identifier_type,
        email as identifier_value,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from customers
    where {{ clean_text('email') }} is not null
)

select * from final
