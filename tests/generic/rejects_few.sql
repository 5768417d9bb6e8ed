{% test rejects_few(model, above, up_to=1) %}
    {#- Of each entity and system at most the share `above` of the rows is rejected (erased and expired ones do not
        count); shares above `up_to` are left to a stricter test. `model` is stg_record_counts. A problem gives the
        commonest reason, its columns and the remedy. -#}
    {{ config(store_failures=true) }}

    with counts as (
        select
            *,
            cast(rejected_count as {{ dbt.type_float() }}) / base_count as rejected_share
        from {{ model }}
    ),

    reasons as (
        select
            source_system,
            entity,
            rejection_reason,
            coalesce(unreadable_columns, '') as unreadable_columns,
            count(*) as row_count,
            row_number() over (
                partition by source_system, entity
                order by count(*) desc, rejection_reason, coalesce(unreadable_columns, '')
            ) as reason_rank
        from {{ ref('stg_rejected_records') }}
        where rejection_reason not in ('erased', 'expired')
        group by source_system, entity, rejection_reason, coalesce(unreadable_columns, '')
    )

    select
        counts.source_system || ', entity ' || counts.entity || ': '
        || cast(counts.rejected_count as {{ dbt.type_string() }}) || ' of '
        || cast(counts.base_count as {{ dbt.type_string() }}) || ' rows are rejected, '
        || cast(reasons.row_count as {{ dbt.type_string() }}) || ' of them for ' || reasons.rejection_reason
        || case when reasons.unreadable_columns <> '' then ' (' || reasons.unreadable_columns || ')' else '' end
        || '; ' || remedies.remedy || '. stg_rejected_records lists them' as problem
    from counts
    inner join reasons
        on
            counts.source_system = reasons.source_system
            and counts.entity = reasons.entity
            and reasons.reason_rank = 1
    left join {{ ref('rejection_remedies') }} as remedies
        on reasons.rejection_reason = remedies.rejection_reason
    where counts.rejected_share > {{ above }} and counts.rejected_share <= {{ up_to }}
{% endtest %}
