{{ config(materialized='view') }}

{{ union_source_systems('balances', {
    'source_system': 'string',
    'balance_id': 'string',
    'source_customer_id': 'string',
    'month_at': 'timestamp',
    'average_assets': 'numeric(18, 2)',
    'loan_amount': 'numeric(18, 2)',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['balance_id', 'source_customer_id', 'month_at', 'average_assets']) }}
