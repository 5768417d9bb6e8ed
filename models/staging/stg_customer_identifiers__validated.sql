-- Every base row, standardised, with the first reason why it is rejected, if any.
with customer_identifiers as (
    select * from {{ ref('stg_customer_identifiers__standardised') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

validated as (
    select
        customer_identifiers.*,
        case
            when erased_customers.erasure_key is not null or erased_names.erasure_key is not null then 'erased'
        end as redaction_reason,
        coalesce(
            customer_identifiers.fault,
            case when known_customers.source_customer_id is null then 'orphan' end
        ) as rejection_reason
    from customer_identifiers
    left join known_customers
        on
            customer_identifiers.source_system = known_customers.source_system
            and customer_identifiers.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'customer_identifiers', 'source_customer_id') }}
    -- an identifier of another record that is the id of an erased one
    left join erased_customers as erased_names
        on
            case customer_identifiers.identifier_type
                when 'system_id' then {{ erasure_hash("'customers ' || customer_identifiers.identifier_value") }}
            end
            = erased_names.erasure_key
),

cleaned as (
    {{ redact('validated', 'customer_identifiers', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at', 'updated_at',
        'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'customer_identifier_id', [
        'source_customer_id', 'identifier_type', 'identifier_value', 'first_seen_at',
    ]) }}
)

select * from final
