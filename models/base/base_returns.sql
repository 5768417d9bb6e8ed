{{ union_source_systems('returns', {
    'source_system': 'string',
    'return_id': 'string',
    'order_item_id': 'string',
    'quantity': 'numeric(18, 2)',
    'returned_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['return_id', 'order_item_id']) }}
