-- All linked records are one customer: nobody is half merged.
select
    edges.record_number,
    edges.linked_record_number,
    edges.linked_by
from {{ ref('int_identity_edges') }} as edges
inner join {{ ref('int_customer_links') }} as records on edges.record_number = records.record_number
inner join {{ ref('int_customer_links') }} as linked_records
    on edges.linked_record_number = linked_records.record_number
where records.customer_id <> linked_records.customer_id
