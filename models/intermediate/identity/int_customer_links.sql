-- Which customer each customer record belongs to. The oldest record gives the customer's id.
with records as (
    select * from {{ ref('int_identity_records') }}
),

components as (
    select * from {{ ref('int_identity_components') }}
),

final as (
    select
        records.record_number,
        records.source_system,
        records.source_customer_id,
        records.record_key,
        first_records.record_key as customer_id
    from records
    left join components on records.record_number = components.record_number
    inner join records as first_records
        on coalesce(components.first_record_number, records.record_number) = first_records.record_number
)

select * from final
