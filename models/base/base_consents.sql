{{ union_source_systems('consents', {
    'source_system': 'string',
    'consent_id': 'string',
    'source_customer_id': 'string',
    'purpose': 'string',
    'decision': 'string',
    'decided_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['consent_id', 'source_customer_id', 'purpose', 'decision', 'decided_at']) }}
