with consents as (
    select * from {{ source('demo_crm', 'consents') }}
),

final as (
    select
        consent_id,
        member_no as source_customer_id,
        case {{ clean_text('purpose') }}
            when '分析' then 'analytics'
            when '营销' then 'marketing'
            when '共享' then 'sharing'
            else purpose
        end as purpose,
        case {{ clean_text('decision') }}
            when '同意' then 'granted'
            when '撤回' then 'withdrawn'
            else decision
        end as decision,
        {{ read_timestamp('decided_at') }} as decided_at,
        {{ unreadable_columns([['decided_at', 'decided_at', 'timestamp']]) }} as unreadable_columns
    from consents
)

select * from final
