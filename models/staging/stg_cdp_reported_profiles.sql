{{ config(materialized='view') }}

with reported_profiles as (
    select * from {{ ref('stg_cdp_reported_profiles__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        reported_profile_id,
        destination,
        key,
        payload_hash,
        cast(reported_sequence as {{ dbt.type_bigint() }}) as reported_sequence,
        updated_at,
        record_count
    from reported_profiles
)

select * from final
