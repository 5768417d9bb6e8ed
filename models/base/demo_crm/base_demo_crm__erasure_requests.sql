with erasure_requests as (
    select * from {{ source('demo_crm', 'erasure_requests') }}
),

final as (
    select
        request_no as erasure_request_id,
        member_no as source_customer_id,
        {{ read_timestamp('received_at') }} as requested_at,
        {{ unreadable_columns([['requested_at', 'received_at', 'timestamp']]) }} as unreadable_columns
    from erasure_requests
)

select * from final
