{{ union_source_systems('cdp_acknowledgements', {
    'source_system': 'string',
    'destination': 'string',
    'sequence': 'numeric(24, 6)',
    'status': 'string',
    'error': 'string',
    'acknowledged_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['destination', 'sequence', 'status']) }}
