{{ config(materialized='view') }}

{{ union_source_systems('subscriptions', {
    'source_system': 'string',
    'subscription_id': 'string',
    'source_customer_id': 'string',
    'plan_id': 'string',
    'branch_region_code': 'string',
    'group_id': 'string',
    'family_id': 'string',
    'document_type': 'string',
    'is_in_campus_network': 'boolean',
    'activated_at': 'timestamp',
    'subscription_status': 'string',
    'status_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['subscription_id', 'source_customer_id', 'plan_id', 'activated_at', 'subscription_status']) }}
