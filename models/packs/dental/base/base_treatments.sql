{{ config(materialized='view') }}

{{ union_source_systems('treatments', {
    'source_system': 'string',
    'treatment_id': 'string',
    'source_customer_id': 'string',
    'plan_id': 'string',
    'treatment_kind': 'string',
    'tooth': 'string',
    'fee_amount': 'numeric(18, 2)',
    'planned_at': 'timestamp',
    'treated_at': 'timestamp',
    'treatment_status': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['treatment_id', 'source_customer_id', 'treatment_kind', 'treatment_status']) }}
