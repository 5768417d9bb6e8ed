-- The log of the catalogue: the rows of a tag as they were from a day on, one row per tag and value. A tag has new rows
-- on the day on which its definition, values or parameters changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ take_back_history('valid_from') }}",
) }}
-- depends_on: {{ ref('record_owner_states') }}
with today as (
    select
        definitions.*,
        fingerprints.definition_fingerprint,
        fingerprints.values_fingerprint,
        fingerprints.parameters_fingerprint,
        tag_values.tag_value,
        tag_values.label_zh,
        tag_values.label_en,
        tag_values.min_value,
        tag_values.max_value,
        tag_values.closed,
        tag_values.absent_reason,
        tag_values.score,
        tag_values.rank,
        {{ as_of_date() }} as valid_from
    from {{ ref('int_tag_definitions') }} as definitions
    inner join {{ ref('int_tag_fingerprints') }} as fingerprints on definitions.tag_code = fingerprints.tag_code
    left join {{ ref('int_tag_bands') }} as tag_values on definitions.tag_code = tag_values.tag_code
    where {{ 'true' if publishes_history() else 'false' }}
),

{%- if is_incremental() %}

ranked as (
    select
        *,
        rank() over (partition by tag_code order by valid_from desc) as state_rank
    from {{ this }}
),

before as (
    select distinct
        tag_code,
        definition_fingerprint,
        values_fingerprint,
        parameters_fingerprint
    from ranked
    where state_rank = 1
),

final as (
    select today.* from today
    left join before
        on
            today.tag_code = before.tag_code
            and today.definition_fingerprint = before.definition_fingerprint
            and today.values_fingerprint = before.values_fingerprint
            and today.parameters_fingerprint = before.parameters_fingerprint
    where before.tag_code is null
)
{%- else %}

final as (
    select * from today
)
{%- endif %}

select * from final
