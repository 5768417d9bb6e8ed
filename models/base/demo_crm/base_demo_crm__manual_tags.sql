with manual_tags as (
    select * from {{ source('demo_crm', 'manual_tags') }}
),

final as (
    select
        tag_id as manual_tag_id,
        member_no as source_customer_id,
        tag_code,
        tag_value,
        case what_for
            when '设置' then 'set'
            when '取消' then 'remove'
            else what_for
        end as operation,
        case when set_by like 'import-%' then 'imported' end as origin,
        set_by,
        reason,
        {{ read_timestamp('set_at') }} as set_at,
        {{ read_date('valid_until') }} as valid_until,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([
            ['set_at', 'set_at', 'timestamp'],
            ['valid_until', 'valid_until', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from manual_tags
)

select * from final
