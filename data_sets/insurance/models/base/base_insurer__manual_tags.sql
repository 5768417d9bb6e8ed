select
    note_no as manual_tag_id,
    client_no as source_customer_id,
    tag as tag_code,
    value as tag_value,
    agent as set_by,
    {{ read_timestamp('noted_on') }} as set_at,
    {{ read_date('until') }} as valid_until,
    {{ unreadable_columns([['set_at', 'noted_on', 'timestamp'], ['valid_until', 'until', 'timestamp']]) }}
        as unreadable_columns
from {{ source('insurer', 'agent_notes') }}
