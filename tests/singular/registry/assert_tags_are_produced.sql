-- Registry and implementation agree: every active tag has its column and its rows, and no column or row is of a tag
-- that is not active.
with definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

produced as (
    select distinct tag_code from {{ ref('int_customer_tag_values') }}
),

columns_found as (
    {{ column_rows(ref('int_customer_tags')) }}
),

problems as (
    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': is active but int_customer_tags.sql has no such column; add it, or set status to draft' as problem
    from definitions
    left join columns_found on definitions.tag_code = columns_found.column_name
    where definitions.status = 'active' and columns_found.column_name is null

    union all

    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': is active but int_customer_tag_values.sql has no rows of it; name its evidence there' as problem
    from definitions
    left join produced on definitions.tag_code = produced.tag_code
    where definitions.status = 'active' and produced.tag_code is null

    union all

    select
        'models/intermediate/tags/int_customer_tag_values.sql, tag ' || produced.tag_code
        || ': is not active in seeds/tags/tag_definitions.csv; define it there, or take it out of the models' as problem
    from produced
    left join definitions on produced.tag_code = definitions.tag_code and definitions.status = 'active'
    where definitions.tag_code is null

    union all

    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': cardinality is multi, but int_customer_tags.sql gives one value a customer; set it to single' as problem
    from definitions
    inner join columns_found on definitions.tag_code = columns_found.column_name
    where definitions.cardinality = 'multi'

    union all

    -- a column of int_customer_tags is the customer, a tag, or a metric that a tag names as its evidence
    select
        'models/intermediate/tags/int_customer_tags.sql, column ' || columns_found.column_name
        || ': is no tag and no metric of a tag in seeds/tags/tag_definitions.csv; define or drop it' as problem
    from columns_found
    left join definitions
        on columns_found.column_name = definitions.tag_code or columns_found.column_name = definitions.metric
    where columns_found.column_name <> 'customer_id' and definitions.tag_code is null
)

select problem from problems
