with mail_groups as (
    select * from {{ source('demo_crm', 'mail_groups') }}
),

final as (
    select
        mailing as campaign_code,
        member_no as source_customer_id,
        case {{ clean_text('mail_group') }}
            when '发送' then 'treatment'
            when '对照' then 'holdout'
            else mail_group
        end as arm,
        {{ read_timestamp('drawn_at') }} as assigned_at,
        {{ unreadable_columns([['assigned_at', 'drawn_at', 'timestamp']]) }} as unreadable_columns
    from mail_groups
)

select * from final
