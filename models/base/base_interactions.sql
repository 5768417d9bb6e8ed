{{ union_source_systems('interactions', {
    'source_system': 'string',
    'interaction_id': 'string',
    'source_customer_id': 'string',
    'occurred_at': 'timestamp',
    'interaction_type': 'string',
    'channel': 'string',
    'product_id': 'string',
    'campaign_id': 'string',
    'send_id': 'string',
    'loaded_date': 'date',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['interaction_id', 'occurred_at', 'interaction_type']) }}
