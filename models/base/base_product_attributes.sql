{{ union_source_systems('product_attributes', {
    'source_system': 'string',
    'product_id': 'string',
    'attribute_name': 'string',
    'attribute_value': 'string',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['product_id', 'attribute_name', 'attribute_value']) }}
