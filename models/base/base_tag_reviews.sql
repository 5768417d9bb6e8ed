{{ union_source_systems('tag_reviews', {
    'source_system': 'string',
    'tag_review_id': 'string',
    'customer_id': 'string',
    'tag_code': 'string',
    'definition_version': 'numeric(24, 6)',
    'tag_value': 'string',
    'verdict': 'string',
    'correct_value': 'string',
    'reviewed_by': 'string',
    'reviewed_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=[
    'tag_review_id', 'customer_id', 'tag_code', 'definition_version', 'tag_value', 'verdict', 'correct_value',
    'reviewed_by', 'reviewed_at',
]) }}
