with feed_acknowledgements as (
    select * from {{ source('demo_crm', 'feed_acknowledgements') }}
),

final as (
    select
        destination,
        {{ read_number('sequence') }} as sequence,
        case {{ clean_text('result') }}
            when '成功' then 'applied'
            when '拒绝' then 'rejected'
            when '跳过' then 'skipped'
            else result
        end as status,
        error,
        {{ read_timestamp('done_at') }} as acknowledged_at,
        {{ unreadable_columns([['sequence', 'sequence', 'number'], ['acknowledged_at', 'done_at', 'timestamp']]) }}
            as unreadable_columns
    from feed_acknowledgements
)

select * from final
