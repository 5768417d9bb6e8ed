-- One identifier per column of users that contains one, and one per login.
with users as (
    select * from {{ source('demo_web_shop', 'users') }}
),

logins as (
    select * from {{ source('demo_web_shop', 'logins') }}
),

final as (
    select
        {{ clean_text('user_id') }} || '-phone' as customer_identifier_id,
        user_id as source_customer_id,
        'phone' as identifier_type,
        mobile as identifier_value,
        cast(null as timestamp) as first_seen_at,
        {{ read_timestamp('updated_at', utc=true) }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from users
    where {{ clean_text('mobile') }} is not null

    union all

    select
        {{ clean_text('user_id') }} || '-email' as customer_identifier_id,
        user_id as source_customer_id,
        'email' as identifier_type,
        email as identifier_value,
        cast(null as timestamp) as first_seen_at,
        {{ read_timestamp('updated_at', utc=true) }} as updated_at,
        {{ unreadable_columns([['updated_at', 'updated_at', 'timestamp']]) }} as unreadable_columns
    from users
    where {{ clean_text('email') }} is not null

    union all

    select
        login_id as customer_identifier_id,
        user_id as source_customer_id,
        case {{ clean_text('kind') }}
            when 'wechat' then 'wechat_id'
            when 'device' then 'device_id'
            else kind
        end as identifier_type,
        value as identifier_value,
        {{ read_timestamp('first_seen_at', utc=true) }} as first_seen_at,
        cast(null as timestamp) as updated_at,
        {{ unreadable_columns([['first_seen_at', 'first_seen_at', 'timestamp']]) }} as unreadable_columns
    from logins
)

select * from final
