{{ union_source_systems('manual_tags', {
    'source_system': 'string',
    'manual_tag_id': 'string',
    'source_customer_id': 'string',
    'tag_code': 'string',
    'tag_value': 'string',
    'set_by': 'string',
    'reason': 'string',
    'set_at': 'timestamp',
    'valid_until': 'date',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['manual_tag_id', 'source_customer_id', 'tag_code', 'tag_value', 'set_by', 'set_at']) }}
