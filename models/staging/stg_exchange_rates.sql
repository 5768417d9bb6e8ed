{{ config(materialized='view') }}

with exchange_rates as (
    select * from {{ ref('stg_exchange_rates__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        exchange_rate_id,
        rate_date,
        from_currency,
        to_currency,
        rate,
        updated_at,
        record_count
    from exchange_rates
)

select * from final
