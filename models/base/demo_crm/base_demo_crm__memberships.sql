with memberships as (
    select * from {{ source('demo_crm', 'memberships') }}
),

final as (
    select
        card_id as membership_id,
        member_no as source_customer_id,
        level as membership_level,
        {{ read_timestamp('joined_on') }} as joined_at,
        {{ read_timestamp('ended_on') }} as ended_at,
        {{ unreadable_columns([
            ['joined_at', 'joined_on', 'timestamp'],
            ['ended_at', 'ended_on', 'timestamp'],
        ]) }} as unreadable_columns
    from memberships
)

select * from final
