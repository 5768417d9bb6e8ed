-- Registry and implementation agree: every active tag has its column and its rows, no retired tag has any, and no
-- column or row is of a tag that is not defined. A draft may be computed already; the marts leave it out.
with definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

tag_values as (
    select * from {{ ref('int_tag_values') }}
),

produced as (
    select distinct tag_code from {{ ref('int_customer_tag_values') }}
),

columns_found as (
    {{ column_rows(ref('int_customer_tags')) }}
),

-- tags of which a metric may be absent for more than one reason
several_reasons as (
    select
        definitions.tag_code,
        definitions.metric
    from tag_values
    inner join definitions on tag_values.tag_code = definitions.tag_code
    where tag_values.absent_reason is not null and definitions.kind in ('band', 'model')
    group by definitions.tag_code, definitions.metric
    having count(*) > 1
),

problems as (
    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': is active but int_customer_tags.sql has no such column; add it, or set status to draft' as problem
    from definitions
    left join columns_found on definitions.tag_code = columns_found.column_name
    where definitions.status = 'active' and definitions.cardinality = 'single' and columns_found.column_name is null

    union all

    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': is active but int_customer_tag_values.sql has no rows of it; name its evidence there' as problem
    from definitions
    left join produced on definitions.tag_code = produced.tag_code
    where definitions.status = 'active' and definitions.cardinality = 'single' and produced.tag_code is null

    union all

    select
        'models/intermediate/tags/int_customer_tag_values.sql, tag ' || produced.tag_code
        || ': is not active in seeds/tags/tag_definitions.csv; define it there, or take it out of the models' as problem
    from produced
    left join definitions on produced.tag_code = definitions.tag_code and definitions.status in ('active', 'draft')
    where definitions.tag_code is null

    union all

    select
        'seeds/tags/tag_definitions.csv, row ' || definitions.tag_code
        || ': cardinality is multi, but int_customer_tags.sql gives one value a customer; set it to single' as problem
    from definitions
    inner join columns_found on definitions.tag_code = columns_found.column_name
    where definitions.cardinality = 'multi'

    union all

    select
        'seeds/tags/tag_values.csv, tag ' || several_reasons.tag_code
        || ': has several absent values, but int_customer_tags.sql has no column ' || several_reasons.metric
        || '_absent_reason to choose by; keep one, or add the column' as problem
    from several_reasons
    left join columns_found on several_reasons.metric || '_absent_reason' = columns_found.column_name
    where columns_found.column_name is null

    union all

    -- a column of int_customer_tags is the customer, a tag, or the metric of a tag with what belongs to it
    select
        'models/intermediate/tags/int_customer_tags.sql, column ' || columns_found.column_name
        || ': is no active or draft tag in seeds/tags/tag_definitions.csv, nor the metric of one; define or drop it'
            as problem
    from columns_found
    left join definitions
        on
            columns_found.column_name in (
                definitions.tag_code,
                definitions.metric,
                definitions.metric || '_absent_reason',
                definitions.metric || '_set_by'
            )
            and definitions.status in ('active', 'draft')
    where columns_found.column_name <> 'customer_id' and definitions.tag_code is null
)

select problem from problems
