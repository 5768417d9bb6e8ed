-- Tags set by people, or taken over from other systems, and in force on the as-of date. One row per customer, tag and
-- value; of a single-valued tag only one: by the tag's order of precedence, then the one set last.
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
    where status in ('active', 'retiring')
),

placed as (
    select
        links.customer_id,
        manual_tags.*,
        definitions.cardinality,
        definitions.computed_rank,
        case
            when manual_tags.origin = 'imported' then definitions.imported_rank
            else definitions.manual_rank
        end as origin_rank
    from manual_tags
    inner join links
        on
            manual_tags.source_system = links.source_system
            and manual_tags.source_customer_id = links.source_customer_id
    inner join definitions on manual_tags.tag_code = definitions.tag_code
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, tag_code, case when cardinality = 'multi' then tag_value end
            order by origin_rank asc, set_at desc, manual_tag_id desc, source_system desc
        ) as choice
    from placed
),

final as (
    select
        customer_id,
        tag_code,
        tag_value,
        source_system || ':' || manual_tag_id as manual_tag_id,
        operation,
        origin,
        computed_rank < origin_rank as yields_to_computed,
        set_by,
        set_date,
        valid_until
    from ranked
    -- nothing is taken away from a definition that comes first
    where choice = 1 and (operation = 'set' or origin_rank < computed_rank)
)

select * from final
