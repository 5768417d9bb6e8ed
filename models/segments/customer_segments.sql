{{ config(materialized='view') }}

-- Who is in which segment, and since when.
with ranked as (
    select
        *,
        row_number() over (partition by segment_code, customer_id order by changed_on desc) as change_rank
    from {{ ref('customer_segment_changes') }}
),

final as (
    select
        segment_code,
        customer_id,
        changed_on as since,
        cause
    from ranked
    where change_rank = 1 and operation = 'entered'
)

select * from final
