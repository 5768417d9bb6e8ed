{{ config(materialized='view') }}

{{ union_source_systems('patients', {
    'source_system': 'string',
    'source_customer_id': 'string',
    'recall_months': 'numeric(18, 6)',
    'family_id': 'string',
    'family_role': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['source_customer_id']) }}
