{{ union_source_systems('opportunities', {
    'source_system': 'string',
    'sales_record_id': 'string',
    'opportunity_id': 'string',
    'source_customer_id': 'string',
    'contacted_at': 'timestamp',
    'sales_stage': 'string',
    'win_probability': 'numeric(24, 6)',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['sales_record_id', 'opportunity_id', 'source_customer_id', 'contacted_at', 'sales_stage']) }}
