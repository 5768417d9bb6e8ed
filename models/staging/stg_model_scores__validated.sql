-- Every base row, standardised, with the first reason why it is rejected, if any.
with model_scores as (
    select * from {{ ref('base_model_scores') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('model_score_id') }} as model_score_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('score_name') }}) as score_name,
        score,
        {{ clean_text('model_version') }} as model_version,
        scored_at,
        updated_at,
        unreadable_columns
    from model_scores
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.model_score_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.scored_at is null then 'missing_date'
            when standardised.scored_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                standardised.score_name is null
                or standardised.score_name not in (
                    {%- for name in score_names() %}
                    '{{ name }}'{{ ',' if not loop.last }}
                    {%- endfor %}
                )
                then 'unknown_type'
            when standardised.score is null then 'missing_amount'
            when standardised.score < 0 then 'negative_amount'
            when standardised.score_name <> 'predicted_value_3y' and standardised.score > 1 then 'implausible_share'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'model_scores', 'model_score_id', [
        'source_customer_id', 'score_name', 'score', 'model_version', 'scored_at', 'updated_at',
        'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'model_score_id', [
        'source_customer_id', 'score_name', 'score', 'model_version', 'scored_at',
    ]) }}
)

select * from final
