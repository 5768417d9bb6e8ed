-- The web shop stores UTC.
with events as (
    select * from {{ source('demo_web_shop', 'events') }}
),

final as (
    select
        event_id as interaction_id,
        user_id as source_customer_id,
        {{ read_timestamp('happened_at', utc=true) }} as occurred_at,
        case {{ clean_text('event') }}
            when 'pv' then 'visit'
            when 'share' then 'social'
            when 'join' then 'campaign'
            else event
        end as interaction_type,
        case {{ clean_text('device') }}
            when 'mini' then 'wechat'
            else device
        end as channel,
        sku as product_id,
        campaign as campaign_id,
        {{ dbt.safe_cast('loaded_date', api.Column.translate_type('date')) }} as loaded_date,
        {{ unreadable_columns([['occurred_at', 'happened_at', 'timestamp']]) }} as unreadable_columns
    from events
)

select * from final
