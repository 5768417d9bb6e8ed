-- Every base row, standardised, with the first reason why it is rejected, if any.
with interactions as (
    select * from {{ ref('base_interactions') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

placeholders as (
    {{ seed_rows('placeholder_values') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

retention_limits as (
    {{ seed_rows('retention_limits') }}
    where entity = 'interactions'
),

standardised as (
    select
        interactions.source_system,
        {{ clean_text('interactions.interaction_id') }} as interaction_id,
        -- an id such as NULL is nobody's: an anonymous visitor
        case
            when source_customer_id_placeholder.entity is null then {{ clean_text('interactions.source_customer_id') }}
        end as source_customer_id,
        interactions.occurred_at,
        {{ code_of('interactions', 'interaction_type') }} as interaction_type,
        {{ code_of('interactions', 'channel') }} as channel,
        {{ clean_text('interactions.product_id') }} as product_id,
        {{ clean_text('interactions.campaign_id') }} as campaign_id,
        {{ clean_text('interactions.send_id') }} as send_id,
        interactions.loaded_date,
        interactions.updated_at,
        interactions.unreadable_columns
    from interactions
    {{ left_join_codes('interactions', ['interaction_type', 'channel']) }}
    {{ left_join_placeholder('interactions', 'source_customer_id') }}
),

owned as (
    select
        standardised.*,
        known_customers.source_customer_id as known_customer_id,
        erased_customers.erasure_key is not null as is_erased
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

-- sends that an open, click or reply may answer
sends as (
    select
        source_system,
        interaction_id,
        max(case when is_erased then 1 else 0 end) as is_erased
    from owned
    where interaction_type = 'send'
    group by source_system, interaction_id
),

validated as (
    select
        owned.*,
        case
            when owned.is_erased or sends.is_erased = 1 then 'erased'
            when
                {{ days_until_as_of_date('owned.occurred_at') }}
                > cast(retention_limits.keep_days as {{ dbt.type_int() }})
                then 'expired'
        end as redaction_reason,
        case
            when owned.interaction_id is null then 'missing_key'
            when owned.unreadable_columns is not null then 'unreadable_value'
            when owned.occurred_at is null then 'missing_date'
            when owned.occurred_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                owned.interaction_type is null
                or owned.interaction_type not in (
                    'visit', 'view', 'click', 'open', 'social', 'send', 'reply', 'campaign', 'use'
                )
                then 'unknown_type'
            when
                (owned.channel is null and owned.interaction_type = 'send')
                or owned.channel not in (
                    'email', 'sms', 'wechat', 'phone', 'app_push', 'mail', 'web', 'app', 'store', 'social'
                )
                then 'unknown_channel'
            when
                (owned.source_customer_id is not null and owned.known_customer_id is null)
                or (owned.send_id is not null and sends.interaction_id is null)
                then 'orphan'
        end as rejection_reason
    from owned
    left join sends
        on
            owned.source_system = sends.source_system
            and owned.send_id = sends.interaction_id
    left join retention_limits on 1 = 1
),

cleaned as (
    {{ redact('validated', 'interactions', 'interaction_id', [
        'source_customer_id', 'occurred_at', 'interaction_type', 'channel', 'product_id', 'campaign_id', 'send_id',
        'loaded_date', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'interaction_id', [
        'source_customer_id', 'occurred_at', 'interaction_type', 'channel', 'product_id', 'campaign_id', 'send_id',
    ], arrived='loaded_date') }}
)

select * from final
