{{ union_source_systems('cdp_reported_profiles', {
    'source_system': 'string',
    'destination': 'string',
    'key': 'string',
    'payload_hash': 'string',
    'reported_sequence': 'numeric(24, 6)',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['destination', 'key', 'payload_hash']) }}
