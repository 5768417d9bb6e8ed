-- Registry and implementation agree: every active tag is a column of the contract of customer_tags, or of the wide mart
-- of its pack, and the contracts have no others. The models must produce what they list, or int_customer_tags fails.
{%- set sensitivity_of = {} %}
{%- for sensitivity in ['internal', 'personal', 'medical'] %}
{%- for tag_code in contract_columns('sensitivity', sensitivity) %}
{%- do sensitivity_of.update({tag_code: sensitivity}) %}
{%- endfor %}
{%- endfor %}

with definitions as (
    select
        *,
        case
            when pack is null then 'models/marts/_marts__models.yml, customer_tags'
            else 'models/packs/' || pack || '/marts/_' || pack || '__marts.yml, customer_tags__' || pack
        end as contract
    from ({{ seed_rows('tag_definitions') }}) as tag_definitions
),

described as (
    select
        cast(null as {{ dbt.type_string() }}) as tag_code,
        cast(null as {{ dbt.type_string() }}) as cardinality,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as {{ dbt.type_string() }}) as sensitivity,
        cast(null as {{ dbt.type_string() }}) as mart
    where 1 = 0
    {%- for mart in tag_marts() %}
    {%- for cardinality, tags in {'single': single_valued_tags(mart), 'multi': multi_valued_tags(mart)}.items() %}
    {%- for tag_code in tags %}
    union all
    select
        '{{ tag_code }}' as tag_code,
        '{{ cardinality }}' as cardinality,
        '{{ 'model' if tag_code in model_tags() else 'another' }}' as kind,
        '{{ sensitivity_of[tag_code] or 'none' }}' as sensitivity,
        '{{ mart }}' as mart
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

multi_tag_values as (
    select distinct tag_code from {{ ref('int_customer_multi_tag_values') }}
),

problems as (
    select
        definitions.contract || ': has no column ' || definitions.tag_code || ', though the tag is active in '
        || definitions.seed_file || '; describe it there, or set status to draft' as problem
    from definitions
    left join described
        on
            definitions.tag_code = described.tag_code
            and described.mart = 'customer_tags' || coalesce('__' || definitions.pack, '')
    where definitions.status in ('active', 'retiring') and described.tag_code is null

    union all

    select
        case
            when described.mart = 'customer_tags'
                then
                    'models/marts/_marts__models.yml, customer_tags: column ' || described.tag_code
                    || ' is no active tag in seeds/tags/tag_definitions.csv'
            else described.mart || ': column ' || described.tag_code || ' is no active tag of the pack'
        end || '; define it there, or take the column out' as problem
    from described
    left join definitions
        on
            described.tag_code = definitions.tag_code
            and described.mart = 'customer_tags' || coalesce('__' || definitions.pack, '')
            and definitions.status in ('active', 'retiring')
    where definitions.tag_code is null

    union all

    {%- for property, differs in [
        ('cardinality', 'definitions.cardinality <> described.cardinality'),
        ('kind', "(definitions.kind = 'model') <> (described.kind = 'model')"),
        ('sensitivity', 'definitions.sensitivity <> described.sensitivity'),
    ] %}

    select
        definitions.seed_file || ', row ' || definitions.tag_code
        || ': {{ property }} is ' || definitions.{{ property }}
        || ', but the column of ' || described.mart || ' says ' || described.{{ property }}
        || ' (meta in ' || definitions.contract || '); correct one of them' as problem
    from definitions
    inner join described on definitions.tag_code = described.tag_code
    where {{ differs }}

    union all
    {%- endfor %}

    select
        'models/intermediate/tags/int_customer_multi_tag_values.sql, tag ' || multi_tag_values.tag_code
        || ': is no active tag of cardinality multi in seeds/tags/tag_definitions.csv; define it there, or take it out '
        || 'of the model' as problem
    from multi_tag_values
    left join definitions
        on
            multi_tag_values.tag_code = definitions.tag_code
            and definitions.status <> 'retired'
            and definitions.cardinality = 'multi'
    where definitions.tag_code is null
)

select problem from problems
