{{ union_source_systems('service_contacts', {
    'source_system': 'string',
    'service_contact_id': 'string',
    'source_customer_id': 'string',
    'contacted_at': 'timestamp',
    'channel': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['service_contact_id', 'contacted_at', 'channel']) }}
