-- The pack's tags with one value per customer, each with its evidence.
with metrics as (
    select * from {{ ref('int_customer_metrics__dental') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters__dental') }}
),

needs as (
    select * from {{ ref('int_multi_tag_values__dental') }}
    where tag_code = 'treatment_need'
),

service_plans as (
    select
        patient_segment,
        treatment_need,
        service_plan,
        cast(priority as {{ dbt.type_int() }}) as priority
    from {{ ref('dental__service_plans') }}
),

segmented as (
    select
        metrics.*,

        -- first match wins
        case
            when metrics.next_appointment_date is not null then 'scheduled'
            when metrics.last_visit_date is null then 'none'
            when metrics.recall_months < parameters.recall_status__due_from_months then 'not_due'
            when metrics.recall_months < parameters.recall_status__late_from_months then 'due'
            when metrics.recall_months < parameters.recall_status__very_late_from_months then 'late'
            when metrics.recall_months < parameters.recall_status__lapsed_from_months then 'very_late'
            when metrics.recall_months < parameters.recall_status__lost_from_months then 'lapsed'
            else 'lost'
        end as recall_status,

        case
            when metrics.age_lower >= parameters.patient_segment__senior_min_age then 'senior'
            when metrics.occupation = 'student' then 'student'
            when metrics.fees_365d >= parameters.patient_segment__high_end_min_fees then 'high_end'
            else 'ordinary'
        end as patient_segment
    from metrics
    cross join parameters
),

-- the first service plan whose segment and need fit; an empty cell fits all
fitting as (
    select
        segmented.customer_id,
        service_plans.service_plan,
        row_number() over (partition by segmented.customer_id order by service_plans.priority) as place
    from segmented
    inner join service_plans
        on service_plans.patient_segment is null or segmented.patient_segment = service_plans.patient_segment
    left join needs
        on
            segmented.customer_id = needs.customer_id
            and service_plans.treatment_need = needs.tag_value
    where service_plans.treatment_need is null or needs.customer_id is not null
),

final as (
    select
        segmented.customer_id,

        segmented.recall_status,
        segmented.next_or_last_visit_date as recall_status__evidence,

        segmented.patient_segment,
        segmented.fees_365d as patient_segment__evidence,

        case when segmented.family_members is null then 'no' else 'yes' end as family_head,
        segmented.family_members as family_head__evidence,

        coalesce(fitting.service_plan, 'none') as service_plan,
        segmented.open_treatments as service_plan__evidence
    from segmented
    left join fitting on segmented.customer_id = fitting.customer_id and fitting.place = 1
)

select * from final
