{{ union_source_systems('campaign_assignments', {
    'source_system': 'string',
    'campaign_code': 'string',
    'source_customer_id': 'string',
    'arm': 'string',
    'assigned_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['campaign_code', 'source_customer_id', 'arm', 'assigned_at']) }}
