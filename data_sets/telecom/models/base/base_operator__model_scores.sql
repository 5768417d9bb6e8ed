select
    score_no as model_score_id,
    client_no as source_customer_id,
    model as score_name,
    {{ read_number('score') }} as score,
    version as model_version,
    {{ read_timestamp('scored_on') }} as scored_at,
    {{ unreadable_columns([['score', 'score', 'number'], ['scored_at', 'scored_on', 'timestamp']]) }}
        as unreadable_columns
from {{ source('operator', 'scores') }}
