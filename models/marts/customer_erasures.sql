-- depends_on: {{ ref('customer_tags') }}
-- depends_on: {{ ref('customer_tag_values') }}
-- depends_on: {{ ref('customer_marketing_tags') }}
-- depends_on: {{ ref('customer_shared_tags') }}
-- depends_on: {{ ref('customer_id_aliases') }}
-- The certificate: written after every table that could contain data of the person.
with erasures as (
    select * from {{ ref('int_customer_erasures') }}
),

final as (
    select
        source_system,
        erasure_request_id,
        requested_on,
        customer_record_count
    from erasures
)

select * from final
