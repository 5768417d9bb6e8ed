select
    patient_no as source_customer_id,
    {{ read_number('recall') }} as recall_months,
    family as family_id,
    case family_role when '负责人' then 'head' when '成员' then 'member' else family_role end as family_role,
    {{ read_timestamp('updated_at') }} as updated_at,
    {{ unreadable_columns([
        ['recall_months', 'recall', 'number'],
        ['updated_at', 'updated_at', 'timestamp'],
    ]) }} as unreadable_columns
from {{ source('clinic', 'patients') }}
