{{ union_source_systems('coupons', {
    'source_system': 'string',
    'coupon_id': 'string',
    'source_customer_id': 'string',
    'promotion_id': 'string',
    'issued_at': 'timestamp',
    'redeemed_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['coupon_id']) }}
