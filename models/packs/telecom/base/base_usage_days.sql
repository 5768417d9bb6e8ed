{{ config(materialized='view') }}

{{ union_source_systems('usage_days', {
    'source_system': 'string',
    'usage_day_id': 'string',
    'subscription_id': 'string',
    'used_at': 'timestamp',
    'calls_out': 'numeric(18, 6)',
    'calls_in': 'numeric(18, 6)',
    'minutes_out': 'numeric(18, 6)',
    'messages': 'numeric(18, 6)',
    'data_mb': 'numeric(18, 6)',
    'roaming_province': 'string',
    'roaming_country': 'string',
    'cell_region_code': 'string',
    'area_type': 'string',
    'device_id': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['usage_day_id', 'subscription_id', 'used_at']) }}
