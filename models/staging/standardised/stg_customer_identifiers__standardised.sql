{{ config(materialized='view') }}

-- Every base row, its identifier in the standard spelling of its type, with what is wrong in the row itself. A view, so
-- that erased people's identifiers are not stored.
{%- set two_digit_codes = '^[+](2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])' %}

with customer_identifiers as (
    select * from {{ ref('base_customer_identifiers') }}
),

countries as (
    select * from {{ ref('calling_codes') }}
),

placeholders as (
    {{ seed_rows('placeholder_values') }}
    where entity = 'customer_identifiers'
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

-- an identifier in the standard spelling of its type; null if invalid
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

-- what placeholders compare: an address up to its @ or from it on, an id from its colon on, the last digits of a phone
compared as (
    select
        *,
        lower(identifier_value) as whole,
        case
            when identifier_type = 'email'
                then substring(lower(identifier_value), 1, position('@' in identifier_value))
        end as beginning,
        case
            when identifier_type = 'email'
                then substring(lower(identifier_value), position('@' in identifier_value))
            when identifier_type = 'system_id'
                then substring(lower(identifier_value), position(':' in identifier_value))
            else right(lower(identifier_value), 8)
        end as ending
    from spelled
),

-- identifiers that identify nobody, such as support@... or 13800138000
marked as (
    select
        compared.source_system,
        compared.customer_identifier_id,
        compared.source_customer_id,
        compared.identifier_type,
        compared.identifier_value,
        compared.first_seen_at,
        compared.updated_at,
        compared.unreadable_columns,
        coalesce(wholes.entity, beginnings.entity, endings.entity) is not null as is_placeholder
    from compared
    left join placeholders as wholes
        on
            wholes.comparison = 'equals'
            and compared.identifier_type = wholes.column_name
            and compared.whole = coalesce(wholes.value, 'null')
    left join placeholders as beginnings
        on
            beginnings.comparison = 'begins'
            and compared.identifier_type = beginnings.column_name
            and compared.beginning = beginnings.value
    left join placeholders as endings
        on
            endings.comparison = 'ends'
            and compared.identifier_type = endings.column_name
            and compared.ending = endings.value
),

-- a number of another country, split for the rules of that country
dialled as (
    select
        *,
        case
            when identifier_type <> 'phone' or identifier_value like '+86%' then null
            when {{ matches_regex('identifier_value', '^[+][17]') }} then substring(identifier_value, 2, 1)
            when {{ matches_regex('identifier_value', two_digit_codes) }} then substring(identifier_value, 2, 2)
            else substring(identifier_value, 2, 3)
        end as calling_code
    from marked
),

abroad as (
    select
        dialled.*,
        ' ' || countries.number_lengths || ' ' as number_lengths,
        ' ' || countries.mobile_lengths || ' ' as mobile_lengths,
        countries.trunk_prefix,
        substring(dialled.identifier_value, 2 + length(dialled.calling_code)) as national_number
    from dialled
    left join countries on dialled.calling_code = countries.calling_code
),

-- without the prefix that is dialled only inside the country: +44 (0)7400 123456. No number begins with such a 0, but
-- some begin with the other prefixes, so these are removed only if a mobile number is left.
trimmed as (
    select
        *,
        case
            when
                national_number like trunk_prefix || '%'
                and (
                    trunk_prefix like '0%'
                    or mobile_lengths like
                    '% ' || cast(length(national_number) - length(trunk_prefix) as {{ dbt.type_string() }}) || ' %'
                )
                then substring(national_number, 1 + length(trunk_prefix))
            else national_number
        end as subscriber_number
    from abroad
),

validated as (
    select
        source_system,
        customer_identifier_id,
        source_customer_id,
        identifier_type,
        case
            when calling_code is null then identifier_value
            when number_lengths like '% ' || cast(length(subscriber_number) as {{ dbt.type_string() }}) || ' %'
                then '+' || calling_code || subscriber_number
        end as identifier_value,
        first_seen_at,
        updated_at,
        unreadable_columns,
        is_placeholder
    from trimmed
),

final as (
    select
        source_system,
        customer_identifier_id,
        source_customer_id,
        identifier_type,
        identifier_value,
        first_seen_at,
        updated_at,
        unreadable_columns,
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
            when is_placeholder then 'placeholder_identifier'
        end as fault
    from validated
)

select * from final
