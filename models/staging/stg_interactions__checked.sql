-- Every base row, standardised, with the first reason for which it is rejected, if any.
-- depends_on: {{ ref('changed_interactions') }}
{# one expression as unique_key: DuckDB joins a list of keys, every row of a day with every row of it -#}
{{ config(
    materialized='incremental', unique_key='source_system, loaded_date',
    partition_by=['source_system', 'loaded_date'],
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert'
) }}
{%- set again = arrivals(this.name, ref('changed_interactions'), 'interaction_id') if is_incremental() %}
with interactions as (
    select * from {{ ref('base_interactions') }}
    {%- if again %} as base_interactions
    where {{ is_read_again(again, 'base_interactions') }}
    {%- endif %}
),

synonyms as (
    select * from {{ ref('synonyms') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

retention_limits as (
    select * from {{ ref('retention_limits') }}
    where entity = 'interactions'
),

standardised as (
    select
        interactions.source_system,
        {{ clean_text('interactions.interaction_id') }} as interaction_id,
        {{ clean_text('interactions.source_customer_id') }} as source_customer_id,
        interactions.occurred_at,
        {{ code_of('interactions', 'interaction_type') }} as interaction_type,
        {{ code_of('interactions', 'channel') }} as channel,
        {{ clean_text('interactions.product_id') }} as product_id,
        {{ clean_text('interactions.campaign_id') }} as campaign_id,
        {{ clean_text('interactions.send_id') }} as send_id,
        coalesce(interactions.loaded_date, {{ unknown_day() }}) as loaded_date,
        interactions.updated_at,
        interactions.unreadable_columns
    from interactions
    {{ left_join_codes('interactions', ['interaction_type', 'channel']) }}
),

owned as (
    select
        standardised.*,
        known_customers.source_customer_id as known_customer_id,
        erased_customers.erasure_key is not null as is_erased
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

-- what an open, click or reply may answer
sends as (
    select
        source_system,
        interaction_id,
        max(case when is_erased then 1 else 0 end) as is_erased
    from owned
    where interaction_type = 'send'
    group by source_system, interaction_id
),

judged as (
    select
        owned.*,
        case
            when owned.is_erased or sends.is_erased = 1 then 'erased'
            when
                {{ days_until_as_of_date('owned.occurred_at') }}
                > cast(retention_limits.keep_days as {{ dbt.type_int() }})
                then 'expired'
        end as forgotten_reason,
        case
            when owned.interaction_id is null then 'missing_key'
            when owned.unreadable_columns is not null then 'unreadable_value'
            when owned.occurred_at is null then 'missing_date'
            when owned.occurred_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                owned.interaction_type is null
                or owned.interaction_type not in (
                    'visit', 'view', 'click', 'open', 'social', 'send', 'reply', 'campaign'
                )
                then 'unknown_type'
            when
                (owned.channel is null and owned.interaction_type = 'send')
                or owned.channel not in (
                    'email', 'sms', 'wechat', 'phone', 'app_push', 'mail', 'web', 'app', 'store', 'social'
                )
                then 'unknown_channel'
            when
                (owned.source_customer_id is not null and owned.known_customer_id is null)
                or (owned.send_id is not null and sends.interaction_id is null)
                then 'orphan'
        end as rejection_reason
    from owned
    left join sends
        on
            owned.source_system = sends.source_system
            and owned.send_id = sends.interaction_id
    left join retention_limits on 1 = 1
    {%- if again %}
    where ({{ arrives_again(again, 'owned') }} and owned.interaction_id is null)
    or {{ is_changed(ref('changed_interactions'), 'interaction_id', 'owned') }}
    {%- endif %}
),

cleaned as (
    {{ without_forgotten('judged', 'interactions', 'interaction_id', [
        'source_customer_id', 'occurred_at', 'interaction_type', 'channel', 'product_id', 'campaign_id', 'send_id',
        'updated_at', 'unreadable_columns',
    ], kept='loaded_date') }}
),

final as (
    {{ rank_versions('cleaned', 'interaction_id', [
        'source_customer_id', 'occurred_at', 'interaction_type', 'channel', 'product_id', 'campaign_id', 'send_id',
        'loaded_date',
    ]) }}
)

{{ with_unchanged('final', again, ref('changed_interactions'), 'interaction_id') }}
