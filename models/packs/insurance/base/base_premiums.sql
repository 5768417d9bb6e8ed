{{ config(materialized='view') }}

{{ union_source_systems('premiums', {
    'source_system': 'string',
    'premium_id': 'string',
    'policy_id': 'string',
    'premium_amount': 'numeric(18, 2)',
    'due_at': 'timestamp',
    'paid_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['premium_id', 'policy_id', 'due_at']) }}
