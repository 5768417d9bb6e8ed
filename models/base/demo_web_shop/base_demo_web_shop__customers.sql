-- The web shop stores UTC.
with users as (
    select * from {{ source('demo_web_shop', 'users') }}
),

final as (
    select
        user_id as source_customer_id,
        member_no as member_number,
        'individual' as customer_type,
        case {{ clean_text('sex') }}
            when '0' then null
            when '1' then 'male'
            when '2' then 'female'
            else sex
        end as gender,
        {{ read_date('birthday') }} as birth_date,
        case {{ clean_text('came_from') }}
            when 'feed' then 'paid_feed'
            when 'platform' then 'ecommerce'
            when 'invite' then 'referral'
            else came_from
        end as acquisition_source,
        {{ read_timestamp('created_at', utc=true) }} as created_at,
        {{ read_timestamp('updated_at', utc=true) }} as updated_at,
        {{ unreadable_columns([
            ['birth_date', 'birthday', 'timestamp'],
            ['created_at', 'created_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from users
)

select * from final
