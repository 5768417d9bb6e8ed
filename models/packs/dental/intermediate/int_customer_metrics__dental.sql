-- The numbers behind the pack's tags, one row per customer.
{%- set as_of = as_of_date() %}
with customers as (
    select * from {{ ref('int_customers') }}
),

parameters as (
    select * from {{ ref('int_tag_parameters__dental') }}
),

visits as (
    select * from {{ ref('int_customer_visits') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

patients as (
    select
        links.customer_id,
        patients.*
    from {{ ref('stg_patients') }} as patients
    inner join links
        on
            patients.source_system = links.source_system
            and patients.source_customer_id = links.source_customer_id
),

families as (
    select
        source_system,
        family_id,
        count(distinct customer_id) as member_count
    from patients
    where family_id is not null
    group by source_system, family_id
),

-- of several records of a patient, the shortest interval and the largest family
profiles as (
    select
        patients.customer_id,
        min(patients.recall_months) as recall_interval_months,
        max(case when patients.family_role = 'head' then families.member_count end) as family_members
    from patients
    left join families
        on
            patients.source_system = families.source_system
            and patients.family_id = families.family_id
    group by patients.customer_id
),

treatments as (
    select
        customer_id,
        sum(
            case when is_done and treated_date > {{ dbt.dateadd('day', -365, as_of) }} then fee_amount end
        ) as fees_365d,
        sum(case when not is_done then 1 else 0 end) as open_treatments
    from {{ ref('int_treatments') }}
    group by customer_id
),

final as (
    select
        customers.customer_id,
        customers.age_lower,
        customers.occupation,
        visits.last_visit_date,
        visits.next_appointment_date,
        coalesce(visits.next_appointment_date, visits.last_visit_date) as next_or_last_visit_date,
        profiles.recall_interval_months,
        profiles.family_members,
        cast(coalesce(treatments.fees_365d, 0) as numeric(18, 2)) as fees_365d,
        cast(coalesce(treatments.open_treatments, 0) as integer) as open_treatments,
        -- full months since the last visit, beyond the patient's own interval as if that were the usual one
        cast(
            (extract(year from {{ as_of }}) - extract(year from visits.last_visit_date)) * 12
            + extract(month from {{ as_of }}) - extract(month from visits.last_visit_date)
            - case when extract(day from {{ as_of }}) < extract(day from visits.last_visit_date) then 1 else 0 end
            + parameters.recall_status__interval_months
            - coalesce(profiles.recall_interval_months, parameters.recall_status__interval_months)
            as integer
        ) as recall_months
    from customers
    cross join parameters
    left join visits on customers.customer_id = visits.customer_id
    left join profiles on customers.customer_id = profiles.customer_id
    left join treatments on customers.customer_id = treatments.customer_id
)

select * from final
