-- Single values that staging blanks in a record that it keeps, and what it cannot read in a consent, which then counts
-- as withdrawn. The value itself is not repeated here.
{%- set columns = {
    'customers': [
        'member_number', 'customer_type', 'gender', 'birth_date', 'resident_id_number', 'acquisition_source',
        'occupation', 'industry', 'employee_count', 'decision_role', 'country', 'province', 'city', 'created_at',
        'updated_at',
    ],
    'consents': ['purpose', 'decision', 'decided_at', 'updated_at'],
} %}
{%- set keys = {'customers': 'source_customer_id', 'consents': 'consent_key'} %}

with customers as (
    select * from {{ ref('stg_customers__validated') }}
    where rejection_reason is null
),

consents as (
    select * from {{ ref('stg_consents__validated') }}
    where rejection_reason is null
),

final as (
    {%- for entity in columns %}
    {%- set outer_loop = loop %}
    {%- for column in columns[entity] %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ keys[entity] }} as record_key,
        '{{ column }}' as column_name,
        {{ column }}_fault as rejection_reason
    from {{ entity }}
    where {{ column }}_fault is not null
    {%- if not (loop.last and outer_loop.last) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
)

select * from final
