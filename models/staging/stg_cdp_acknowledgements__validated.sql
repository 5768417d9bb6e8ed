-- Every base row, standardised, with the first reason why it is rejected, if any.
with acknowledgements as (
    select * from {{ ref('base_cdp_acknowledgements') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('destination') }} as destination,
        sequence,
        lower({{ clean_text('status') }}) as status,
        -- a message could name a person; a code cannot
        case when {{ is_author_id('error') }} then error when {{ clean_text('error') }} is not null then 'no_code' end
            as error,
        acknowledged_at,
        acknowledged_at as updated_at,
        unreadable_columns
    from acknowledgements
),

cleaned as (
    select
        *,
        destination || '-' || cast(cast(sequence as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
            as acknowledgement_id,
        case
            when unreadable_columns is not null then 'unreadable_value'
            when destination is null or sequence is null then 'missing_key'
            when sequence < 1 or sequence <> floor(sequence) then 'unknown_value'
            when status is null or status not in ('applied', 'rejected', 'skipped') then 'unknown_status'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'acknowledgement_id', ['status', 'error'], any_time=true) }}
)

select * from final
