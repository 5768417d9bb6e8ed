{{ union_source_systems('costs', {
    'source_system': 'string',
    'cost_id': 'string',
    'order_id': 'string',
    'cost_amount': 'numeric(18, 2)',
    'incurred_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['cost_id', 'order_id', 'cost_amount']) }}
