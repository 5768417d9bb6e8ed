{{ union_source_systems('exchange_rates', {
    'source_system': 'string',
    'rate_date': 'date',
    'from_currency': 'string',
    'to_currency': 'string',
    'rate': 'numeric(18, 8)',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['rate_date', 'from_currency', 'to_currency', 'rate']) }}
