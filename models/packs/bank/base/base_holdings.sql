{{ config(materialized='view') }}

{{ union_source_systems('holdings', {
    'source_system': 'string',
    'holding_id': 'string',
    'source_customer_id': 'string',
    'product_class': 'string',
    'holding_amount': 'numeric(18, 2)',
    'held_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['holding_id', 'source_customer_id', 'product_class', 'holding_amount', 'held_at']) }}
