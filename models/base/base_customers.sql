{{ union_source_systems('customers', {
    'source_system': 'string',
    'source_customer_id': 'string',
    'member_number': 'string',
    'customer_type': 'string',
    'gender': 'string',
    'birth_date': 'date',
    'age_lower': 'integer',
    'age_upper': 'integer',
    'resident_id_number': 'string',
    'created_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}) }}
