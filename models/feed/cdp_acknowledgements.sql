-- What a destination said of each change that it was sent, and what it is offered again: every row from the first on
-- that it neither applied nor skipped.
with acknowledgements as (
    select
        *,
        row_number() over (
            partition by destination, sequence order by acknowledged_at desc nulls last, source_system asc
        ) as acknowledgement_rank
    from {{ ref('stg_cdp_acknowledgements') }}
),

destinations as (
    select distinct destination from acknowledgements
),

answers as (
    select
        changes.destination,
        changes.sequence,
        changes.batch_id,
        changes.operation,
        changes.key,
        coalesce(acknowledgements.status, 'open') as status,
        acknowledgements.error,
        acknowledgements.acknowledged_at
    from {{ ref('cdp_profile_changes') }} as changes
    inner join destinations on changes.destination = destinations.destination
    left join acknowledgements
        on
            changes.destination = acknowledgements.destination
            and changes.sequence = acknowledgements.sequence
            and acknowledgements.acknowledgement_rank = 1
),

unsettled as (
    select
        destination,
        min(sequence) as first_sequence
    from answers
    where status not in ('applied', 'skipped')
    group by destination
),

final as (
    select
        answers.*,
        coalesce(answers.sequence >= unsettled.first_sequence, false) as is_offered
    from answers
    left join unsettled on answers.destination = unsettled.destination
)

select * from final
