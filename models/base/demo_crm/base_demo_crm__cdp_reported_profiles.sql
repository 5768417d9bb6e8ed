with feed_report as (
    select * from {{ source('demo_crm', 'feed_report') }}
),

final as (
    select
        destination,
        profile_key as key,
        payload_hash,
        {{ read_number('last_sequence') }} as reported_sequence,
        {{ unreadable_columns([['reported_sequence', 'last_sequence', 'number']]) }} as unreadable_columns
    from feed_report
)

select * from final
