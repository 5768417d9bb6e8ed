-- Whole records that staging leaves out. Keys and days only: no other raw value is repeated here.
with final as (
    {%- for entity, (key, date) in canonical_entities().items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ key }} as record_key,
        cast({{ date or 'null' }} as date) as record_date,
        rejection_reason,
        unreadable_columns
    from {{ ref('stg_' ~ entity ~ '__validated') }}
    where rejection_reason is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
