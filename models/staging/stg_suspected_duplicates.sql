{{ config(materialized='view') }}

-- Records that look like one written twice, under two ids: the same customer, second and details. They are kept,
-- because only a person can decide; midnight counts as a day without a time.
with records as (
    select
        source_system,
        'orders' as entity,
        order_id as record_key,
        source_customer_id,
        ordered_at as occurred_at,
        cast(paid_amount as {{ dbt.type_string() }}) as details
    from {{ ref('stg_orders') }}
    union all
    select
        source_system,
        'interactions' as entity,
        interaction_id as record_key,
        source_customer_id,
        occurred_at,
        interaction_type
        || '/' || coalesce(channel, '')
        || '/' || coalesce(product_id, '')
        || '/' || coalesce(campaign_id, '')
        || '/' || coalesce(send_id, '') as details
    from {{ ref('stg_interactions') }}
    union all
    select
        source_system,
        'service_contacts' as entity,
        service_contact_id as record_key,
        source_customer_id,
        contacted_at as occurred_at,
        channel as details
    from {{ ref('stg_service_contacts') }}
),

grouped as (
    select
        source_system,
        entity,
        record_key,
        occurred_at,
        min(record_key) over (
            partition by source_system, entity, source_customer_id, occurred_at, details
        ) as first_record_key
    from records
    where source_customer_id is not null and occurred_at <> cast(cast(occurred_at as date) as timestamp)
),

final as (
    select
        source_system,
        entity,
        record_key,
        first_record_key,
        cast(occurred_at as date) as record_date
    from grouped
    where record_key <> first_record_key
)

select * from final
