{{ union_source_systems('customer_identifiers', {
    'source_system': 'string',
    'customer_identifier_id': 'string',
    'source_customer_id': 'string',
    'identifier_type': 'string',
    'identifier_value': 'string',
    'first_seen_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['customer_identifier_id', 'source_customer_id', 'identifier_type', 'identifier_value']) }}
