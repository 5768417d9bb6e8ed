{{ union_source_systems('memberships', {
    'source_system': 'string',
    'membership_id': 'string',
    'source_customer_id': 'string',
    'membership_level': 'string',
    'joined_at': 'timestamp',
    'ended_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['membership_id', 'source_customer_id', 'joined_at']) }}
