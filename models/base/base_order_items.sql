{{ union_source_systems('order_items', {
    'source_system': 'string',
    'order_item_id': 'string',
    'order_id': 'string',
    'product_id': 'string',
    'quantity': 'numeric(18, 2)',
    'paid_amount': 'numeric(18, 2)',
    'discount_amount': 'numeric(18, 2)',
    'refund_amount': 'numeric(18, 2)',
    'refunded_at': 'timestamp',
    'loaded_date': 'date',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['order_item_id', 'order_id', 'paid_amount']) }}
