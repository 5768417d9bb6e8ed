-- The log of which version each segment had: a row per segment and day on which that changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    schema='history',
    access='protected',
    contract={'enforced': false},
    pre_hook="{{ take_back_history('valid_from') }}",
) }}

with today as (
    select
        segment_code,
        version,
        {{ as_of_date() }} as valid_from
    from {{ ref('dim_segments') }}
    where status = 'active' and {{ 'true' if publishes_history() else 'false' }}
),

{%- if is_incremental() %}

ranked as (
    select
        *,
        row_number() over (partition by segment_code order by valid_from desc) as state_rank
    from {{ this }}
),

final as (
    select today.*
    from today
    left join ranked on today.segment_code = ranked.segment_code and ranked.state_rank = 1
    where ranked.segment_code is null or ranked.version <> today.version
)
{%- else %}

final as (
    select * from today
)
{%- endif %}

select * from final
