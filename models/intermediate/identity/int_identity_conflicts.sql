{{ config(materialized='view') }}

-- Records of one customer that can hardly be one person, and decisions of staff that contradict each other: the latest
-- holds. Values are not repeated here.
with links as (
    select * from {{ ref('int_customer_links') }}
),

customers as (
    select * from {{ ref('stg_customers') }}
),

decisions as (
    select * from {{ ref('stg_identity_decisions') }}
    where {{ known_as_of('decided_at') }} = 1
),

limits as (
    select max({{ dbt.safe_cast('max_value', 'numeric(18, 2)') }}) as max_birth_years_apart
    from ({{ seed_rows('suspicious_limits') }}) as suspicious_limits
    where check_name = 'birth_years_apart'
),

merged as (
    select customer_id
    from links
    group by customer_id
    having count(*) > 1
),

records as (
    select
        links.customer_id,
        links.record_key,
        customers.gender,
        customers.birth_date,
        customers.resident_id_birth_date,
        customers.resident_id_gender
    from links
    inner join merged on links.customer_id = merged.customer_id
    inner join customers
        on
            links.source_system = customers.source_system
            and links.source_customer_id = customers.source_customer_id
),

facts as (
    select
        customer_id,
        record_key,
        'genders' as conflict_type,
        gender as fact
    from records
    where gender is not null
    union all
    select
        customer_id,
        record_key,
        'birth_dates' as conflict_type,
        cast(birth_date as {{ dbt.type_string() }}) as fact
    from records
    where birth_date is not null
    union all
    -- the number itself is not kept; two numbers of different facts are two people's
    select
        customer_id,
        record_key,
        'resident_id_numbers' as conflict_type,
        cast(resident_id_birth_date as {{ dbt.type_string() }}) || resident_id_gender as fact
    from records
    where resident_id_birth_date is not null
),

ranked as (
    select
        *,
        row_number() over (partition by customer_id, conflict_type order by fact asc, record_key asc) as rank_up,
        row_number() over (partition by customer_id, conflict_type order by fact desc, record_key asc) as rank_down
    from facts
),

improbable as (
    select
        firsts.customer_id,
        firsts.conflict_type,
        firsts.record_key as first_record_key,
        lasts.record_key as second_record_key
    from ranked as firsts
    inner join ranked as lasts
        on
            firsts.customer_id = lasts.customer_id
            and firsts.conflict_type = lasts.conflict_type
            and firsts.rank_up = 1
            and lasts.rank_down = 1
    cross join limits
    where
        firsts.fact <> lasts.fact
        and (
            firsts.conflict_type <> 'birth_dates'
            or cast(left(lasts.fact, 4) as {{ dbt.type_int() }}) - cast(left(firsts.fact, 4) as {{ dbt.type_int() }})
            > limits.max_birth_years_apart
        )
),

contradictory as (
    select distinct
        links.customer_id,
        'decisions' as conflict_type,
        merging.first_source_system || ':' || merging.first_source_customer_id as first_record_key,
        merging.second_source_system || ':' || merging.second_source_customer_id as second_record_key
    from decisions as merging
    inner join decisions as separating
        on
            merging.decision = 'same'
            and separating.decision = 'separate'
            and {{ separates('separating', 'merging') }}
    inner join links
        on
            merging.first_source_system = links.source_system
            and merging.first_source_customer_id = links.source_customer_id
),

final as (
    select
        customer_id,
        conflict_type,
        first_record_key,
        second_record_key
    from improbable
    union all
    select
        customer_id,
        conflict_type,
        first_record_key,
        second_record_key
    from contradictory
)

select * from final
