-- Every base row, standardised, with the first reason why it is rejected, if any. A tag and its value must be in the
-- catalogue, where values may come from the data.
with manual_tags as (
    select * from {{ ref('base_manual_tags') }}
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

known_values as (
    select * from {{ ref('stg_known_tag_values') }}
),

active_tags as (
    select
        tag_code,
        min(cardinality) as cardinality
    from ({{ seed_rows('tag_definitions') }}) as tag_definitions
    where status in ('active', 'retiring')
    group by tag_code
),

cleaned_text as (
    select
        manual_tags.source_system,
        {{ clean_text('manual_tags.manual_tag_id') }} as manual_tag_id,
        {{ clean_text('manual_tags.source_customer_id') }} as source_customer_id,
        lower({{ clean_text('manual_tags.tag_code') }}) as tag_code,
        {{ clean_text('manual_tags.tag_value') }} as tag_value,
        coalesce({{ code_of('manual_tags', 'operation') }}, 'set') as operation,
        coalesce({{ code_of('manual_tags', 'origin') }}, 'manual') as origin,
        {{ clean_text('manual_tags.set_by') }} as set_by,
        {{ clean_text('manual_tags.reason') }} as reason,
        manual_tags.set_at,
        manual_tags.valid_until,
        manual_tags.updated_at,
        manual_tags.unreadable_columns
    from manual_tags
    {{ left_join_codes('manual_tags', ['operation', 'origin']) }}
),

values_by_lower as (
    select
        tag_code,
        lower(tag_value) as lower_value,
        min(tag_value) as tag_value
    from known_values
    group by tag_code, lower(tag_value)
),

-- a value as the catalogue spells it: the equal one, else one that differs in case only
standardised as (
    select
        cleaned_text.source_system,
        cleaned_text.manual_tag_id,
        cleaned_text.source_customer_id,
        cleaned_text.tag_code,
        coalesce(known_values.tag_value, values_by_lower.tag_value, cleaned_text.tag_value) as tag_value,
        values_by_lower.tag_value is not null as value_is_known,
        cleaned_text.operation,
        cleaned_text.origin,
        cleaned_text.set_by,
        cleaned_text.reason,
        cleaned_text.set_at,
        cleaned_text.valid_until,
        cleaned_text.updated_at,
        cleaned_text.unreadable_columns
    from cleaned_text
    left join known_values
        on
            cleaned_text.tag_code = known_values.tag_code
            and cleaned_text.tag_value = known_values.tag_value
    left join values_by_lower
        on
            cleaned_text.tag_code = values_by_lower.tag_code
            and lower(cleaned_text.tag_value) = values_by_lower.lower_value
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.manual_tag_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.set_at is null then 'missing_date'
            when standardised.set_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when not {{ is_author_id('standardised.set_by') }} then 'missing_author'
            when standardised.operation not in ('set', 'remove') or standardised.origin not in ('manual', 'imported')
                then 'unknown_type'
            when active_tags.tag_code is null then 'unknown_tag'
            when not standardised.value_is_known then 'unknown_value'
            when standardised.operation = 'remove' and active_tags.cardinality <> 'multi' then 'not_removable'
            when standardised.valid_until < cast(standardised.set_at as date) then 'ends_before_start'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    left join active_tags on standardised.tag_code = active_tags.tag_code
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'manual_tags', 'manual_tag_id', [
        'source_customer_id', 'tag_code', 'tag_value', 'operation', 'origin', 'set_by', 'reason', 'set_at',
        'valid_until', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'manual_tag_id', [
        'source_customer_id', 'tag_code', 'tag_value', 'operation', 'origin', 'set_by', 'reason', 'set_at',
        'valid_until',
    ]) }}
)

select * from final
