{{ config(materialized='view') }}

{{ union_source_systems('plans', {
    'source_system': 'string',
    'plan_id': 'string',
    'monthly_fee': 'numeric(18, 2)',
    'included_minutes': 'numeric(18, 6)',
    'included_data_mb': 'numeric(18, 6)',
    'is_campus_plan': 'boolean',
    'is_family_plan': 'boolean',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['plan_id', 'monthly_fee']) }}
