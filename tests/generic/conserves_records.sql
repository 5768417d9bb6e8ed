{% test conserves_records(model, entity) %}
    {#- Conservation: base rows = clean rows + their duplicates + rejected rows, in every source system. `model` is the
        clean model; its record_count is the number of base rows behind each row. -#}
    with base as (
        select
            source_system,
            count(*) as base_count
        from {{ ref('base_' ~ entity) }}
        group by source_system
    ),

    clean as (
        select
            source_system,
            sum(record_count) as clean_count
        from {{ model }}
        group by source_system
    ),

    rejected as (
        select
            source_system,
            count(*) as rejected_count
        from {{ ref('stg_rejected_records') }}
        where entity = '{{ entity }}'
        group by source_system
    )

    select
        base.source_system,
        base.base_count,
        clean.clean_count,
        rejected.rejected_count
    from base
    left join clean on base.source_system = clean.source_system
    left join rejected on base.source_system = rejected.source_system
    where base.base_count <> coalesce(clean.clean_count, 0) + coalesce(rejected.rejected_count, 0)
{% endtest %}
