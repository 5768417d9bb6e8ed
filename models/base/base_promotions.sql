{{ union_source_systems('promotions', {
    'source_system': 'string',
    'promotion_id': 'string',
    'promotion_name': 'string',
    'promotion_type': 'string',
    'start_date': 'date',
    'end_date': 'date',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['promotion_id', 'promotion_type']) }}
