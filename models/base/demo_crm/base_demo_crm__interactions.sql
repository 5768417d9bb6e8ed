-- Messages are sends. Events name the message, which gives the customer.
with messages as (
    select * from {{ source('demo_crm', 'messages') }}
),

message_events as (
    select * from {{ source('demo_crm', 'message_events') }}
),

-- one row per message, whatever the duplicates
recipients as (
    select
        {{ clean_text('message_id') }} as message_id,
        min({{ clean_text('member_no') }}) as member_no
    from messages
    group by {{ clean_text('message_id') }}
),

sends as (
    select
        message_id as interaction_id,
        member_no as source_customer_id,
        {{ read_timestamp('sent_at') }} as occurred_at,
        'send' as interaction_type,
        case {{ clean_text('channel') }} when 'app' then 'app_push' else channel end as channel,
        campaign as campaign_id,
        null as send_id,
        {{ unreadable_columns([['occurred_at', 'sent_at', 'timestamp']]) }} as unreadable_columns
    from messages
),

responses as (
    select
        message_events.event_id as interaction_id,
        recipients.member_no as source_customer_id,
        {{ read_timestamp('message_events.occurred_at') }} as occurred_at,
        message_events.event as interaction_type,
        null as channel,
        null as campaign_id,
        message_events.message_id as send_id,
        {{ unreadable_columns([['occurred_at', 'message_events.occurred_at', 'timestamp']]) }} as unreadable_columns
    from message_events
    left join recipients on {{ clean_text('message_events.message_id') }} = recipients.message_id
),

final as (
    select * from sends
    union all
    select * from responses
)

select * from final
