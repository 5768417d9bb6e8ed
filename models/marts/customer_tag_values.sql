-- depends_on: {{ ref('customer_tags') }}
with tag_values as (
    select * from {{ ref('int_customer_tag_values') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
    where status in ('active', 'retiring')
),

final as (
    select
        tag_values.customer_id,
        tag_values.tag_code,
        tag_values.tag_value,
        tag_values.since,

        -- what the definition gives, where people set another value or the next refresh is yet to come
        tag_values.computed_value,
        -- how long a stepped tag has been below, and is watched
        tag_values.refreshes_below,

        -- why: the metric behind the value, who set it, and by which version of the definition
        tag_values.evidence_metric,
        tag_values.evidence,
        tag_values.source,
        tag_values.set_by,
        tag_values.set_date,
        tag_values.valid_until,
        definitions.version as definition_version,

        {{ as_of_date() }} as as_of_date
    from tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
)

select * from final
