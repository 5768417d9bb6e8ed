{{ union_source_systems('erasure_requests', {
    'source_system': 'string',
    'erasure_request_id': 'string',
    'source_customer_id': 'string',
    'requested_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['erasure_request_id', 'source_customer_id', 'requested_at']) }}
