with follow_ups as (
    select * from {{ source('demo_crm', 'follow_ups') }}
),

final as (
    select
        follow_up_id as sales_record_id,
        deal_id as opportunity_id,
        member_no as source_customer_id,
        {{ read_timestamp('contacted_at') }} as contacted_at,
        case {{ clean_text('stage') }}
            when '待链接' then 'to_connect'
            when '待唤醒' then 'to_wake'
            when '待邀约' then 'to_invite'
            when '待复购' then 'to_repurchase'
            when '成交' then 'won'
            when '未成交' then 'not_won'
            else stage
        end as sales_stage,
        -- a percentage in the file
        {{ read_number('win_rate') }} * 0.01 as win_probability,
        {{ unreadable_columns([
            ['contacted_at', 'contacted_at', 'timestamp'],
            ['win_probability', 'win_rate', 'number'],
        ]) }} as unreadable_columns
    from follow_ups
)

select * from final
