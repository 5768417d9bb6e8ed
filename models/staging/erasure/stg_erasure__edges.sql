-- Which customer records are linked, by the rules of int_identity_edges, whatever the as-of date.
with records as (
    select
        record_number,
        source_system,
        erasure_key as source_customer_id,
        erasure_key as record_key,
        member_number
    from {{ ref('stg_erasure__records') }}
),

identifiers as (
    select * from {{ ref('stg_erasure__identifiers') }}
),

decisions as (
    select * from {{ ref('stg_erasure__decisions') }}
),

{{ identity_edges() }}

select distinct
    record_number,
    linked_record_number
from final
