with service_calls as (
    select * from {{ source('demo_crm', 'service_calls') }}
),

final as (
    select
        ticket_no as service_contact_id,
        member_no as source_customer_id,
        {{ read_timestamp('opened_at') }} as contacted_at,
        case {{ clean_text('channel') }}
            when '电话' then 'phone'
            when '在线' then 'online'
            when '客户经理' then 'account_manager'
            else channel
        end as channel,
        {{ unreadable_columns([['contacted_at', 'opened_at', 'timestamp']]) }} as unreadable_columns
    from service_calls
)

select * from final
