-- Every base row, standardised, with the first reason why it is rejected, if any.
with service_contacts as (
    select * from {{ ref('base_service_contacts') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

retention_limits as (
    {{ seed_rows('retention_limits') }}
    where entity = 'service_contacts'
),

standardised as (
    select
        service_contacts.source_system,
        {{ clean_text('service_contacts.service_contact_id') }} as service_contact_id,
        {{ clean_text('service_contacts.source_customer_id') }} as source_customer_id,
        service_contacts.contacted_at,
        {{ code_of('service_contacts', 'channel') }} as channel,
        service_contacts.updated_at,
        service_contacts.unreadable_columns
    from service_contacts
    {{ left_join_codes('service_contacts', ['channel']) }}
),

validated as (
    select
        standardised.*,
        case
            when erased_customers.erasure_key is not null then 'erased'
            when
                {{ days_until_as_of_date('standardised.contacted_at') }}
                > cast(retention_limits.keep_days as {{ dbt.type_int() }})
                then 'expired'
        end as redaction_reason,
        case
            when standardised.service_contact_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.contacted_at is null then 'missing_date'
            when
                standardised.contacted_at < cast('{{ var('earliest_plausible_date') }}' as date)
                then 'implausible_date'
            when
                standardised.channel is null
                or standardised.channel not in ('phone', 'online', 'account_manager')
                then 'unknown_channel'
            when
                standardised.source_customer_id is not null and known_customers.source_customer_id is null
                then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
    left join retention_limits on 1 = 1
),

cleaned as (
    {{ redact('validated', 'service_contacts', 'service_contact_id', [
        'source_customer_id', 'contacted_at', 'channel', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'service_contact_id', ['source_customer_id', 'contacted_at', 'channel']) }}
)

select * from final
