with exchange_rates as (
    select * from {{ source('demo_crm', 'exchange_rates') }}
),

final as (
    select
        {{ read_date('day') }} as rate_date,
        from_currency,
        to_currency,
        {{ read_number('rate', decimals=8) }} as rate,
        {{ unreadable_columns([
            ['rate_date', 'day', 'timestamp'],
            ['rate', 'rate', 'number', {'decimals': 8}],
        ]) }} as unreadable_columns
    from exchange_rates
)

select * from final
