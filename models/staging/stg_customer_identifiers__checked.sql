-- Every base row, standardised, with the first reason for which it is rejected, if any.
with customer_identifiers as (
    select * from {{ ref('base_customer_identifiers') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('customer_identifier_id') }} as customer_identifier_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('identifier_type') }}) as identifier_type,
        case lower({{ clean_text('identifier_type') }})
            when 'phone' then {{ normalise_phone(clean_text('identifier_value')) }}
            when 'email' then {{ normalise_email(clean_text('identifier_value')) }}
        end as identifier_value,
        updated_at,
        unreadable_columns
    from customer_identifiers
),

final as (
    select
        standardised.*,
        case
            when
                standardised.customer_identifier_id is null
                or standardised.source_customer_id is null
                then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when
                standardised.identifier_type is null
                or standardised.identifier_type not in ('phone', 'email')
                then 'unknown_type'
            when standardised.identifier_value is null then 'invalid_identifier'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
)

select * from final
