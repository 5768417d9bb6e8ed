-- Every base row, standardised, with the first reason why it is rejected, if any.
with reported_profiles as (
    select * from {{ ref('base_cdp_reported_profiles') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('destination') }} as destination,
        {{ clean_text('key') }} as key,
        lower({{ clean_text('payload_hash') }}) as payload_hash,
        reported_sequence,
        updated_at,
        unreadable_columns
    from reported_profiles
),

cleaned as (
    select
        *,
        destination || '/' || key as reported_profile_id,
        case
            when destination is null or key is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when reported_sequence < 0 or reported_sequence <> floor(reported_sequence) then 'unknown_value'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'reported_profile_id', ['reported_sequence', 'payload_hash'], any_time=true) }}
)

select * from final
