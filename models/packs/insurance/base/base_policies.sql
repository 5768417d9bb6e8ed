{{ config(materialized='view') }}

{{ union_source_systems('policies', {
    'source_system': 'string',
    'policy_id': 'string',
    'source_customer_id': 'string',
    'product_line': 'string',
    'payment_mode': 'string',
    'annual_premium': 'numeric(18, 2)',
    'started_at': 'timestamp',
    'ends_at': 'timestamp',
    'policy_status': 'string',
    'end_reason': 'string',
    'status_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['policy_id', 'source_customer_id', 'product_line', 'started_at', 'policy_status']) }}
