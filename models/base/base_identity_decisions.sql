{{ union_source_systems('identity_decisions', {
    'source_system': 'string',
    'identity_decision_id': 'string',
    'decision': 'string',
    'first_source_system': 'string',
    'first_source_customer_id': 'string',
    'second_source_system': 'string',
    'second_source_customer_id': 'string',
    'decided_by': 'string',
    'decided_at': 'timestamp',
    'updated_at': 'timestamp',
    'unreadable_columns': 'string',
}, required=[
    'identity_decision_id', 'decision', 'first_source_system', 'first_source_customer_id', 'decided_by', 'decided_at',
]) }}
