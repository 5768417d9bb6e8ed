select
    note_no as manual_tag_id,
    patient_no as source_customer_id,
    'care_notes' as tag_code,
    note as tag_value,
    written_by as set_by,
    {{ read_timestamp('written_on') }} as set_at,
    {{ unreadable_columns([['set_at', 'written_on', 'timestamp']]) }} as unreadable_columns
from {{ source('clinic', 'staff_notes') }}
