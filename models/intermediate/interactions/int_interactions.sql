-- Interactions of known customers up to the as-of date. One row per interaction. Opens, clicks and replies that name a
-- send answer it; a reply is an answer in words.
with interactions as (
    select * from {{ ref('stg_interactions') }}
    where occurred_date <= {{ as_of_date() }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

answers as (
    select
        source_system,
        send_id,
        max(case when interaction_type = 'reply' then 1 else 0 end) as has_reply
    from interactions
    where interaction_type in ('open', 'click', 'reply') and send_id is not null
    group by source_system, send_id
),

final as (
    select
        links.customer_id,
        interactions.source_system,
        interactions.source_customer_id,
        interactions.interaction_id,
        interactions.occurred_date,
        interactions.interaction_type,
        interactions.channel,
        interactions.product_id,
        interactions.campaign_id,
        case when interactions.interaction_type = 'send' then answers.send_id is not null end as is_answered,
        case when interactions.interaction_type = 'send' then coalesce(answers.has_reply, 0) = 1 end as is_replied
    from interactions
    inner join links
        on
            interactions.source_system = links.source_system
            and interactions.source_customer_id = links.source_customer_id
    left join answers
        on
            interactions.source_system = answers.source_system
            and interactions.interaction_id = answers.send_id
)

select * from final
