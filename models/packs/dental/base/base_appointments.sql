{{ config(materialized='view') }}

{{ union_source_systems('appointments', {
    'source_system': 'string',
    'appointment_id': 'string',
    'source_customer_id': 'string',
    'scheduled_at': 'timestamp',
    'booked_at': 'timestamp',
    'appointment_status': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['appointment_id', 'source_customer_id', 'scheduled_at', 'appointment_status']) }}
