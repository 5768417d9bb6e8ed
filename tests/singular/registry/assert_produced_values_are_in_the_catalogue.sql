-- No customer has a value, or a null reason, that is not in the catalogue.
with produced as (
    select
        tag_code,
        tag_value,
        count(*) as customer_count
    from {{ ref('int_customer_tag_values') }}
    group by tag_code, tag_value
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

catalogue as (
    select * from {{ ref('int_tag_values') }}
),

problems as (
    select
        {{ tag_seed('tag_values', 'definitions.pack') }}
        || ': row ' || produced.tag_code || '/' || coalesce(produced.tag_value, '(none)')
        || ' is missing, though ' || cast(produced.customer_count as {{ dbt.type_string() }})
        || ' customers get it; add the row (a missing absent_reason shows as "(none)")' as problem
    from produced
    left join catalogue
        on
            produced.tag_code = catalogue.tag_code
            and produced.tag_value = catalogue.tag_value
    left join definitions on produced.tag_code = definitions.tag_code
    where catalogue.tag_code is null
)

select problem from problems
