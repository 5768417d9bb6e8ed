-- Every customer record of any time, as keyed hashes; none while nobody asks to be erased.
with requests as (
    select * from {{ ref('stg_erasure_requests') }}
),

placeholders as (
    {{ seed_rows('placeholder_values') }}
),

customers as (
    select * from {{ ref('base_customers') }}
    where exists (select 1 from requests)
),

identified as (
    select
        customers.source_system,
        {{ clean_text('customers.source_customer_id') }} as source_customer_id,
        case
            when member_number_placeholder.entity is null then {{ clean_text('customers.member_number') }}
        end as member_number,
        customers.created_at,
        customers.updated_at
    from customers
    {{ left_join_placeholder('customers', 'source_customer_id') }}
    {{ left_join_placeholder('customers', 'member_number') }}
    where
        source_customer_id_placeholder.entity is null
        and {{ clean_text('customers.source_customer_id') }} is not null
),

ranked as (
    {{ rank_versions(
        'identified', 'source_customer_id', ['created_at', 'member_number'], any_time=true, with_reasons=false
    ) }}
),

hashed as (
    select
        source_system,
        {{ erasure_key('customers', none, 'source_customer_id') }} as erasure_key,
        {{ erasure_key('customers', none, 'lower(source_customer_id)') }} as lower_erasure_key,
        {{ erasure_hash("'member_number ' || member_number") }} as member_number,
        cast(created_at as date) as created_on
    from ranked
    where version_rank = 1
),

final as (
    select
        row_number() over (order by erasure_key) as record_number,
        source_system,
        erasure_key,
        lower_erasure_key,
        member_number,
        created_on
    from hashed
)

select * from final
