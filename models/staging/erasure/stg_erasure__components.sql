{{ config(materialized='connected_components') }}

select
    record_number,
    linked_record_number
from {{ ref('stg_erasure__edges') }}
