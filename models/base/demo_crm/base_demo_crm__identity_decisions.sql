with identity_decisions as (
    select * from {{ source('demo_crm', 'identity_decisions') }}
),

final as (
    select
        decision_id as identity_decision_id,
        case {{ clean_text('verdict') }} when '同一人' then 'same' when '拆分' then 'separate' else verdict end as decision,
        system_a as first_source_system,
        id_a as first_source_customer_id,
        system_b as second_source_system,
        id_b as second_source_customer_id,
        decided_by,
        {{ read_timestamp('decided_at') }} as decided_at,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([
            ['decided_at', 'decided_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from identity_decisions
)

select * from final
