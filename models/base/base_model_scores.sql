{{ union_source_systems('model_scores', {
    'source_system': 'string',
    'model_score_id': 'string',
    'source_customer_id': 'string',
    'score_name': 'string',
    'score': 'numeric(24, 6)',
    'model_version': 'string',
    'scored_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=['model_score_id', 'source_customer_id', 'score_name', 'score', 'scored_at']) }}
