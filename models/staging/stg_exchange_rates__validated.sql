-- Every base row, standardised, with the first reason why it is rejected, if any.
with exchange_rates as (
    select * from {{ ref('base_exchange_rates') }}
),

standardised as (
    select
        source_system,
        rate_date,
        upper({{ clean_text('from_currency') }}) as from_currency,
        upper({{ clean_text('to_currency') }}) as to_currency,
        rate,
        updated_at,
        unreadable_columns
    from exchange_rates
),

cleaned as (
    select
        source_system,
        from_currency || '/' || to_currency || '/' || cast(rate_date as {{ dbt.type_string() }}) as exchange_rate_id,
        rate_date,
        from_currency,
        to_currency,
        rate,
        updated_at,
        unreadable_columns,
        case
            when from_currency is null or to_currency is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when rate_date is null then 'missing_date'
            when rate_date < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when rate is null then 'missing_amount'
            when rate <= 0 then 'negative_amount'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'exchange_rate_id', ['rate']) }}
)

select * from final
