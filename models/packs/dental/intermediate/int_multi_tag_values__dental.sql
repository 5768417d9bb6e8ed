-- The pack's tags with several values: what is planned and not yet done, and what was done.
with treatments as (
    select * from {{ ref('int_treatments') }}
),

final as (
    select
        customer_id,
        'treatment_need' as tag_code,
        treatment_kind as tag_value,
        'open_treatments' as evidence_metric,
        cast(count(*) as {{ dbt.type_string() }}) as evidence
    from treatments
    where not is_done and treatment_kind in ('orthodontics', 'implant', 'restoration', 'hygiene')
    group by customer_id, treatment_kind

    union all

    select
        customer_id,
        'treatment_history' as tag_code,
        treatment_kind as tag_value,
        'last_treated_date' as evidence_metric,
        cast(max(treated_date) as {{ dbt.type_string() }}) as evidence
    from treatments
    where is_done
    group by customer_id, treatment_kind
)

select * from final
