{{ union_source_systems('order_promotions', {
    'source_system': 'string',
    'order_promotion_id': 'string',
    'order_id': 'string',
    'promotion_id': 'string',
    'promotion_type': 'string',
    'discount_amount': 'numeric(18, 2)',
    'loaded_date': 'date',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['order_promotion_id', 'order_id']) }}
