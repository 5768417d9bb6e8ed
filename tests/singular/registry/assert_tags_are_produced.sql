-- Registry and implementation agree: every active tag is a column of the contract of customer_tags, and the contract
-- has no others. The models must produce what the contract lists, or int_customer_tags fails.
with definitions as (
    {{ seed_rows('tag_definitions') }}
),

described as (
    select
        cast(null as {{ dbt.type_string() }}) as tag_code,
        cast(null as {{ dbt.type_string() }}) as cardinality,
        cast(null as {{ dbt.type_string() }}) as kind
    where 1 = 0
    {%- for cardinality, tags in {'single': single_valued_tags(), 'multi': multi_valued_tags()}.items() %}
    {%- for tag_code in tags %}
    union all
    select
        '{{ tag_code }}' as tag_code,
        '{{ cardinality }}' as cardinality,
        '{{ 'model' if tag_code in model_tags() else 'another' }}' as kind
    {%- endfor %}
    {%- endfor %}
),

multi_tag_values as (
    select distinct tag_code from {{ ref('int_customer_multi_tag_values') }}
),

problems as (
    select
        'models/marts/_marts__models.yml, customer_tags: has no column ' || definitions.tag_code
        || ', though the tag is active in seeds/tags/tag_definitions.csv; describe it there, or set status to draft'
            as problem
    from definitions
    left join described on definitions.tag_code = described.tag_code
    where definitions.status = 'active' and described.tag_code is null

    union all

    select
        'models/marts/_marts__models.yml, customer_tags: column ' || described.tag_code
        || ' is no active tag in seeds/tags/tag_definitions.csv; define it there, or take the column out' as problem
    from described
    left join definitions on described.tag_code = definitions.tag_code and definitions.status = 'active'
    where definitions.tag_code is null

    union all

    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': cardinality is ' || definitions.cardinality
        || ', but the column of customer_tags says ' || described.cardinality
        || ' (meta in models/marts/_marts__models.yml); correct one of them' as problem
    from definitions
    inner join described on definitions.tag_code = described.tag_code
    where definitions.cardinality <> described.cardinality

    union all

    select
        definitions.seed_file || ', row ' || definitions.tag_code || ': kind is ' || definitions.kind
        || ', but the column of customer_tags says ' || described.kind
        || ' (meta in models/marts/_marts__models.yml); correct one of them' as problem
    from definitions
    inner join described on definitions.tag_code = described.tag_code
    where (definitions.kind = 'model') <> (described.kind = 'model')

    union all

    select
        'models/intermediate/tags/int_customer_multi_tag_values.sql, tag ' || multi_tag_values.tag_code
        || ': is no active tag of cardinality multi in seeds/tags/tag_definitions.csv; define it there, or take it out '
        || 'of the model' as problem
    from multi_tag_values
    left join definitions
        on
            multi_tag_values.tag_code = definitions.tag_code
            and definitions.status in ('active', 'draft')
            and definitions.cardinality = 'multi'
    where definitions.tag_code is null
)

select problem from problems
