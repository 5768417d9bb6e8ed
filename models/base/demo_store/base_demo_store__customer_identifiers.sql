with card_contacts as (
    select * from {{ source('demo_store', 'card_contacts') }}
),

final as (
    select
        contact_id as customer_identifier_id,
        card_no as source_customer_id,
        case {{ clean_text('kind') }} when 'crm' then 'system_id' else kind end as identifier_type,
        case {{ clean_text('kind') }}
            when 'crm' then 'demo_crm:' || {{ clean_text('value') }}
            else value
        end as identifier_value,
        {{ read_timestamp('added_on') }} as first_seen_at,
        {{ unreadable_columns([['first_seen_at', 'added_on', 'timestamp']]) }} as unreadable_columns
    from card_contacts
)

select * from final
