-- Single values that staging blanks in a customer record that it keeps. The value itself is not repeated here.
with customers as (
    select * from {{ ref('stg_customers__validated') }}
    where rejection_reason is null
),

final as (
    {%- for column in [
        'customer_type', 'gender', 'birth_date', 'resident_id_number', 'acquisition_source', 'occupation', 'industry',
        'employee_count', 'decision_role', 'country', 'province', 'city', 'created_at', 'updated_at',
    ] %}
    select
        source_system,
        'customers' as entity,
        source_customer_id as record_key,
        '{{ column }}' as column_name,
        {{ column }}_fault as rejection_reason
    from customers
    where {{ column }}_fault is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
