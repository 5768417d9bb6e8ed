-- Every base row, standardised, with the first reason why it is rejected, if any.
with usage_days as (
    select * from {{ ref('base_usage_days') }}
),

known_subscriptions as (
    select * from {{ ref('stg_subscriptions') }}
),

erased_subscriptions as (
    select distinct subscription_id as erasure_key
    from {{ ref('stg_subscriptions__validated') }}
    where rejection_reason = 'erased'
),

standardised as (
    select
        source_system,
        {{ clean_text('usage_day_id') }} as usage_day_id,
        {{ clean_text('subscription_id') }} as subscription_id,
        used_at,
        calls_out,
        calls_in,
        minutes_out,
        messages,
        data_mb,
        {{ clean_text('roaming_province') }} as roaming_province,
        {{ clean_text('roaming_country') }} as roaming_country,
        {{ clean_text('cell_region_code') }} as cell_region_code,
        lower({{ clean_text('area_type') }}) as area_type,
        {{ clean_text('device_id') }} as device_id,
        updated_at,
        unreadable_columns
    from usage_days
),

validated as (
    select
        standardised.*,
        case when erased_subscriptions.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.usage_day_id is null or standardised.subscription_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.used_at is null then 'missing_date'
            when standardised.used_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                least(
                    coalesce(standardised.calls_out, 0), coalesce(standardised.calls_in, 0),
                    coalesce(standardised.minutes_out, 0), coalesce(standardised.messages, 0),
                    coalesce(standardised.data_mb, 0)
                ) < 0
                then 'negative_amount'
            when standardised.area_type not in ('city', 'county', 'town', 'rural') then 'unknown_type'
            when known_subscriptions.subscription_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_subscriptions
        on
            standardised.source_system = known_subscriptions.source_system
            and standardised.subscription_id = known_subscriptions.subscription_id
    {{ left_join_erased('subscriptions', 'standardised', 'subscription_id') }}
),

cleaned as (
    {{ redact('validated', 'usage_days', 'usage_day_id', [
        'subscription_id', 'used_at', 'calls_out', 'calls_in', 'minutes_out', 'messages', 'data_mb',
        'roaming_province', 'roaming_country', 'cell_region_code', 'area_type', 'device_id', 'updated_at',
        'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'usage_day_id', [
        'subscription_id', 'used_at', 'calls_out', 'calls_in', 'minutes_out', 'messages', 'data_mb',
        'roaming_province', 'roaming_country', 'cell_region_code', 'area_type', 'device_id',
    ]) }}
)

select * from final
