-- Tags set by people and in force on the as-of date. One row per customer, tag and value; of a single-valued tag only
-- the row set last.
with manual_tags as (
    select * from {{ ref('stg_manual_tags') }}
    where
        set_date <= {{ as_of_date() }}
        and (valid_until is null or valid_until >= {{ as_of_date() }})
),

links as (
    select * from {{ ref('int_customer_links') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
    where status = 'active'
),

ranked as (
    select
        links.customer_id,
        manual_tags.tag_code,
        manual_tags.tag_value,
        manual_tags.source_system || ':' || manual_tags.manual_tag_id as manual_tag_id,
        manual_tags.set_by,
        manual_tags.set_date,
        manual_tags.valid_until,
        row_number() over (
            partition by
                links.customer_id,
                manual_tags.tag_code,
                case when definitions.cardinality = 'multi' then manual_tags.tag_value end
            order by manual_tags.set_at desc, manual_tags.manual_tag_id desc, manual_tags.source_system desc
        ) as manual_rank
    from manual_tags
    inner join links
        on
            manual_tags.source_system = links.source_system
            and manual_tags.source_customer_id = links.source_customer_id
    inner join definitions on manual_tags.tag_code = definitions.tag_code
),

final as (
    select
        customer_id,
        tag_code,
        tag_value,
        manual_tag_id,
        set_by,
        set_date,
        valid_until
    from ranked
    where manual_rank = 1
)

select * from final
