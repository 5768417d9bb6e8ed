-- Which records are linked, and by what. An identifier links all records that hold it to the oldest of them, so that
-- there are no more edges than identifiers. The edges contain only record numbers, no identifier values.
with records as (
    select * from {{ ref('int_identity_records') }}
),

identifiers as (
    select * from {{ ref('stg_customer_identifiers') }}
    where {{ known_as_of('first_seen_at') }} = 1
),

decisions as (
    select * from {{ ref('stg_identity_decisions') }}
    where {{ known_as_of('decided_at') }} = 1
),

{{ identity_edges() }}

select
    record_number,
    linked_record_number,
    linked_by
from final
