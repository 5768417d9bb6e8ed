{{ config(materialized='view') }}

-- Rows that share their id with the row that is used, differ from it, and that neither updated_at nor a day of arrival
-- orders: the later version cannot be known.
with final as (
    {%- for entity, (key, date) in canonical_entities().items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ key }} as record_key,
        conflicting_columns
    from {{ ref('stg_' ~ entity ~ '__validated') }}
    where conflicting_columns is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
