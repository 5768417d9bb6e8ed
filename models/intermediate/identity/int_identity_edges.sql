-- Which records are linked, and by what. An identifier links all who hold it to the oldest of them, so that there are
-- no more edges than identifiers held. Values stay here: the edges name numbers of records only.
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
