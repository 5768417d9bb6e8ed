-- What became of the base rows of every entity and system: they add up to clean, duplicate, erased or expired, and
-- rejected rows. Marts wait for the tests of this table.
with final as (
    {%- for entity in canonical_entities() %}
    select
        source_system,
        '{{ entity }}' as entity,
        count(*) as base_count,
        sum(case when version_rank = 1 then 1 else 0 end) as clean_count,
        sum(case when version_rank > 1 then 1 else 0 end) as duplicate_count,
        sum(case when conflicting_columns is not null then 1 else 0 end) as conflict_count,
        sum(case when rejection_reason in ('erased', 'expired') then 1 else 0 end) as redacted_count,
        sum(case when rejection_reason not in ('erased', 'expired') then 1 else 0 end) as rejected_count
    from {{ ref('stg_' ~ entity ~ '__validated') }}
    group by source_system
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select
    source_system,
    entity,
    base_count,
    cast(clean_count as {{ dbt.type_bigint() }}) as clean_count,
    cast(duplicate_count as {{ dbt.type_bigint() }}) as duplicate_count,
    cast(conflict_count as {{ dbt.type_bigint() }}) as conflict_count,
    cast(redacted_count as {{ dbt.type_bigint() }}) as redacted_count,
    cast(rejected_count as {{ dbt.type_bigint() }}) as rejected_count
from final
