-- Every base row, standardised, with the first reason for which it is rejected, if any.
with interactions as (
    select * from {{ ref('base_interactions') }}
),

synonyms as (
    select * from {{ ref('synonyms') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('interaction_id') }} as interaction_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        occurred_at,
        {{ code_of('interactions', 'interaction_type') }} as interaction_type,
        {{ code_of('interactions', 'channel') }} as channel,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ clean_text('send_id') }} as send_id,
        updated_at,
        unreadable_columns
    from interactions
),

-- what an open, click or reply may answer
sends as (
    select distinct
        source_system,
        interaction_id
    from standardised
    where interaction_type = 'send'
),

final as (
    select
        standardised.*,
        case
            when standardised.interaction_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.occurred_at is null then 'missing_date'
            when standardised.occurred_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                standardised.interaction_type is null
                or standardised.interaction_type not in (
                    'visit', 'view', 'click', 'open', 'social', 'send', 'reply', 'campaign'
                )
                then 'unknown_type'
            when
                (standardised.channel is null and standardised.interaction_type = 'send')
                or standardised.channel not in (
                    'email', 'sms', 'wechat', 'phone', 'app_push', 'mail', 'web', 'app', 'store', 'social'
                )
                then 'unknown_channel'
            when
                (standardised.source_customer_id is not null and known_customers.source_customer_id is null)
                or (standardised.send_id is not null and sends.interaction_id is null)
                then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    left join sends
        on
            standardised.source_system = sends.source_system
            and standardised.send_id = sends.interaction_id
)

select * from final
