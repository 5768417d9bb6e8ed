-- A destination that acknowledges what it was never sent counts otherwise than the feed: it would miss rows to come.
{{ config(store_failures=true) }}
{%- set text = dbt.type_string() %}

with sent as (
    select
        destination,
        max(sequence) as last_sequence
    from {{ ref('cdp_profile_changes') }}
    group by destination
)

select
    acknowledgements.source_system || '.cdp_acknowledgements: ' || acknowledgements.destination || ' acknowledges row '
    || cast(acknowledgements.sequence as {{ text }}) || ', but '
    || coalesce('was sent no more than ' || cast(sent.last_sequence as {{ text }}), 'there is no such destination')
    || '; correct the row, or let the destination start again from row 1' as problem
from {{ ref('stg_cdp_acknowledgements') }} as acknowledgements
left join sent on acknowledgements.destination = sent.destination
where sent.destination is null or acknowledgements.sequence > sent.last_sequence
