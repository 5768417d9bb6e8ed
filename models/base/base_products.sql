{{ union_source_systems('products', {
    'source_system': 'string',
    'product_id': 'string',
    'product_name': 'string',
    'category': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['product_id']) }}
