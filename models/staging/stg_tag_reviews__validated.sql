-- Every base row, standardised, with the first reason why it is rejected, if any. A review names the customer by the id
-- that was published: the system and the id of one of the customer's records. Values of a former version, or of a tag
-- that is not published any more, are not in the catalogue; such reviews stay.
with tag_reviews as (
    select * from {{ ref('base_tag_reviews') }}
),

known_values as (
    select * from {{ ref('stg_known_tag_values') }}
),

definitions as (
    select
        tag_code,
        min({{ dbt.safe_cast('version', 'integer') }}) as version,
        max(case when status in ('active', 'retiring') then 1 else 0 end) = 1 as is_published
    from ({{ seed_rows('tag_definitions') }}) as tag_definitions
    group by tag_code
),

known_customers as (
    select
        source_system || ':' || source_customer_id as customer_id,
        source_system,
        source_customer_id
    from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('tag_review_id') }} as tag_review_id,
        {{ clean_text('customer_id') }} as customer_id,
        lower({{ clean_text('tag_code') }}) as tag_code,
        definition_version,
        {{ clean_text('tag_value') }} as tag_value,
        lower({{ clean_text('verdict') }}) as verdict,
        {{ clean_text('correct_value') }} as correct_value,
        {{ clean_text('reviewed_by') }} as reviewed_by,
        reviewed_at,
        updated_at,
        unreadable_columns
    from tag_reviews
),

validated as (
    select
        standardised.source_system,
        standardised.tag_review_id,
        standardised.customer_id,
        known_customers.source_system as customer_source_system,
        known_customers.source_customer_id,
        standardised.tag_code,
        standardised.definition_version,
        standardised.tag_value,
        standardised.verdict,
        case
            when standardised.verdict = 'right' then standardised.tag_value
            else standardised.correct_value
        end as correct_value,
        standardised.reviewed_by,
        standardised.reviewed_at,
        standardised.updated_at,
        standardised.unreadable_columns,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.tag_review_id is null or standardised.customer_id is null then 'missing_key'
            when standardised.verdict is null then 'not_reviewed'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.reviewed_at is null then 'missing_date'
            when standardised.reviewed_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when not {{ is_author_id('standardised.reviewed_by') }} then 'missing_author'
            when standardised.verdict not in ('right', 'wrong') then 'unknown_type'
            when definitions.tag_code is null then 'unknown_tag'
            when
                standardised.tag_value is null
                or standardised.definition_version is null
                or standardised.definition_version <> floor(standardised.definition_version)
                or standardised.definition_version not between 1 and definitions.version
                then 'unknown_value'
            when
                definitions.is_published and standardised.definition_version = definitions.version
                and (
                    known_values.tag_value is null
                    or (standardised.correct_value is not null and correct_values.tag_value is null)
                )
                then 'unknown_value'
            when
                (standardised.verdict = 'right' and standardised.correct_value <> standardised.tag_value)
                or (standardised.verdict = 'wrong' and standardised.correct_value = standardised.tag_value)
                then 'contradictory'
            when known_customers.customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers on standardised.customer_id = known_customers.customer_id
    left join definitions on standardised.tag_code = definitions.tag_code
    left join known_values
        on
            standardised.tag_code = known_values.tag_code
            and standardised.tag_value = known_values.tag_value
    left join known_values as correct_values
        on
            standardised.tag_code = correct_values.tag_code
            and standardised.correct_value = correct_values.tag_value
    left join erased_customers
        on
            {{ erasure_hash("'customers ' || standardised.customer_id") }} = erased_customers.erasure_key
            and known_customers.customer_id is null
),

cleaned as (
    {{ redact('validated', 'tag_reviews', 'tag_review_id', [
        'customer_source_system', 'source_customer_id', 'tag_code', 'definition_version', 'tag_value', 'verdict',
        'correct_value', 'reviewed_by', 'reviewed_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'tag_review_id', [
        'reviewed_at', 'customer_source_system', 'source_customer_id', 'tag_code', 'definition_version', 'tag_value',
        'verdict', 'correct_value', 'reviewed_by',
    ]) }}
)

select * from final
