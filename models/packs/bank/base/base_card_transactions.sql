{{ config(materialized='view') }}

{{ union_source_systems('card_transactions', {
    'source_system': 'string',
    'card_transaction_id': 'string',
    'source_customer_id': 'string',
    'transacted_at': 'timestamp',
    'amount': 'numeric(18, 2)',
    'remark': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['card_transaction_id', 'source_customer_id', 'transacted_at', 'amount']) }}
