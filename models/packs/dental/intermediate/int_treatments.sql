-- Treatments of customers, each done or open on the as-of date; what was done later was open until then.
with treatments as (
    select * from {{ ref('stg_treatments') }}
    where treatment_status <> 'cancelled'
),

links as (
    select * from {{ ref('int_customer_links') }}
),

dated as (
    select
        links.customer_id,
        treatments.source_system,
        treatments.treatment_id,
        treatments.treatment_kind,
        treatments.fee_amount,
        treatments.planned_date,
        case when treatments.treated_date <= {{ as_of_date() }} then treatments.treated_date end as treated_date
    from treatments
    inner join links
        on
            treatments.source_system = links.source_system
            and treatments.source_customer_id = links.source_customer_id
),

final as (
    select
        *,
        treated_date is not null as is_done
    from dated
    where treated_date is not null or planned_date <= {{ as_of_date() }}
)

select * from final
