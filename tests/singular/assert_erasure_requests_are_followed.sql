{{ config(severity='warn') }}

-- A rejected request means a person who is not erased.
select
    source_system,
    erasure_request_id,
    rejection_reason
from {{ ref('stg_erasure_requests__validated') }}
where rejection_reason is not null
