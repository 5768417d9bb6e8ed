{{ config(materialized='view') }}

-- Every base row, its identifier in the one spelling of its type, with what is wrong about the row itself. A view, so that
-- erased people's identifiers are written nowhere.
with customer_identifiers as (
    select * from {{ ref('base_customer_identifiers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('customer_identifier_id') }} as customer_identifier_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('identifier_type') }}) as identifier_type,
        {{ clean_text('identifier_value') }} as identifier_value,
        first_seen_at,
        updated_at,
        unreadable_columns
    from customer_identifiers
),

-- an identifier in the one spelling of its type; null if it is none
spelled as (
    select
        source_system,
        customer_identifier_id,
        source_customer_id,
        identifier_type,
        case identifier_type
            when 'phone' then {{ normalise_phone('identifier_value') }}
            when 'email' then {{ normalise_email('identifier_value') }}
            when 'wechat_id' then {{ matching_or_null('identifier_value', '^[A-Za-z0-9_-]{6,64}$') }}
            when 'device_id' then {{ normalise_device_id('identifier_value') }}
            when 'system_id' then {{ matching_or_null('identifier_value', '^[a-z][a-z0-9_]*:.+$') }}
            when 'member_number' then identifier_value
        end as identifier_value,
        first_seen_at,
        updated_at,
        unreadable_columns
    from standardised
),

final as (
    select
        *,
        case
            when customer_identifier_id is null or source_customer_id is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when
                identifier_type is null
                or identifier_type not in (
                    'phone', 'email', 'wechat_id', 'member_number', 'device_id', 'system_id'
                )
                then 'unknown_type'
            when identifier_value is null then 'invalid_identifier'
        end as fault
    from spelled
)

select * from final
