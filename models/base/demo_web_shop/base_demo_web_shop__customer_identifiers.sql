-- One identifier a column of the web shop that holds one.
with users as (
    select * from {{ source('demo_web_shop', 'users') }}
),

final as (
    select
        'demo_web_shop' as source_system,
        {{ clean_text('user_id') }} || '-phone' as customer_identifier_id,
        user_id as source_customer_id,
        'phone' as identifier_type,
        mobile as identifier_value,
        {{ utc_to_local(read_timestamp('updated_at'), 'Asia/Shanghai') }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from users
    where {{ clean_text('mobile') }} is not null

    union all

    select
        'demo_web_shop' as source_system,
        {{ clean_text('user_id') }} || '-email' as customer_identifier_id,
        user_id as source_customer_id,
        'email' as identifier_type,
        email as identifier_value,
        {{ utc_to_local(read_timestamp('updated_at'), 'Asia/Shanghai') }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from users
    where {{ clean_text('email') }} is not null
)

select * from final
