-- How the customer responds: sends in 180 days and those answered, over all channels and by channel. One row per
-- customer; shares are null without a send.
{%- set channels = ['email', 'sms', 'wechat', 'phone', 'app_push'] %}

with customers as (
    select * from {{ ref('int_customers') }}
),

sends as (
    select * from {{ ref('int_interactions') }}
    where interaction_type = 'send' and occurred_date > {{ dbt.dateadd('day', -180, as_of_date()) }}
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

by_channel as (
    select
        customer_id,
        channel,
        count(*) as send_count,
        sum(case when is_answered then 1 else 0 end) as answered_count,
        sum(case when is_replied then 1 else 0 end) as replied_count
    from sends
    group by customer_id, channel
),

recipients as (
    select
        customer_id,
        sum(send_count) as sends_180d,
        sum(answered_count) as answered_sends_180d,
        sum(case when channel = 'email' then send_count else 0 end) as email_sends_180d,
        sum(case when channel = 'email' then answered_count else 0 end) as answered_email_sends_180d,
        sum(case when channel = 'sms' then send_count else 0 end) as sms_sends_180d,
        sum(case when channel = 'sms' then replied_count else 0 end) as replied_sms_sends_180d
    from by_channel
    group by customer_id
),

-- channels with enough sends and at least one answer
compared as (
    select
        by_channel.customer_id,
        by_channel.channel,
        by_channel.send_count,
        {{ ratio('by_channel.answered_count', 'by_channel.send_count') }} as response_share
    from by_channel
    cross join parameters
    where
        by_channel.channel in (
            '{{ channels | join("', '") }}'
        )
        and by_channel.send_count >= parameters.contact_preference__min_sends
        and by_channel.answered_count > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by response_share desc, send_count desc, channel asc
        ) as preference_rank
    from compared
),

final as (
    select
        customers.customer_id,
        cast(coalesce(recipients.sends_180d, 0) as integer) as sends_180d,
        cast(coalesce(recipients.answered_sends_180d, 0) as integer) as answered_sends_180d,
        {{ ratio('recipients.answered_sends_180d', 'recipients.sends_180d') }} as response_share_180d,
        {{ ratio('recipients.answered_email_sends_180d', 'recipients.email_sends_180d') }} as email_open_share_180d,
        {{ ratio('recipients.replied_sms_sends_180d', 'recipients.sms_sends_180d') }} as sms_reply_share_180d,
        ranked.channel as preferred_channel_180d,
        ranked.response_share as preferred_channel_response_share_180d
    from customers
    left join recipients on customers.customer_id = recipients.customer_id
    left join ranked
        on
            customers.customer_id = ranked.customer_id
            and ranked.preference_rank = 1
)

select * from final
