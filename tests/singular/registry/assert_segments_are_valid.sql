-- segments.csv and segment_conditions.csv name tags, values, metrics and segments that there are, and no circle.
{%- set segments_file, file = 'seeds/segments/segments.csv', 'seeds/segments/segment_conditions.csv' %}
{%- set text = dbt.type_string() %}
{#- purchases are known for 365 days #}
{%- set metrics, windows = numeric_metrics(), metric_windows() | select('le', 365) | list %}
{%- for pack, number in pack_numbers() %}
{%- do metrics.append(number) %}
{%- endfor %}

with recursive segments as (
    select
        *,
        seed_file || ', row ' || coalesce(segment_code, '(segment_code empty)') as row_name
    from ({{ seed_rows('segments') }}) as segments
),

conditions as (
    select
        *,
        seed_file || ', row ' || coalesce(segment_code, '(segment_code empty)')
        || '/' || coalesce(group_number, '(group_number empty)')
        || '/' || coalesce(subject || ' ', '') || coalesce(operator, '(operator empty)') as row_name,
        case
            when operator in ('is', 'is_not', 'in', 'not_in') then 'single'
            when operator in ('has', 'has_not') then 'multi'
            when operator in ('at_least', 'less_than') then 'metric'
            when operator in ('bought', 'not_bought') then 'purchase'
            when operator in ('in_segment', 'not_in_segment') then 'segment'
        end as needs
    from ({{ seed_rows('segment_conditions') }}) as segment_conditions
),

subjects as (
    select
        tag_code as subject,
        cardinality as kind
    from {{ ref('int_tag_definitions') }}
    where status in ('active', 'retiring')
    {%- for metric in metrics %}
    union all
    select
        '{{ metric }}' as subject,
        'metric' as kind
    {%- endfor %}
),

-- tags, and the numbers behind them
medical as (
    select tag_code as subject
    from {{ ref('int_tag_definitions') }}
    where sensitivity = 'medical'
    union distinct
    select metric as subject
    from {{ ref('int_tag_definitions') }}
    where sensitivity = 'medical'
),

tag_values as (
    select
        definitions.tag_code,
        tag_values.tag_value
    from {{ ref('int_tag_definitions') }} as definitions
    inner join {{ ref('int_tag_bands') }} as tag_values on definitions.tag_code = tag_values.tag_code
    where definitions.values_from = 'seed'
),

sold as (
    select distinct
        'category' as kind,
        category as code
    from {{ ref('stg_products') }}
    union all
    select distinct
        'product' as kind,
        product_id as code
    from {{ ref('stg_products') }}
),

-- what is left of a list of values once all of the tag are taken out
listed as (
    select
        conditions.row_name,
        conditions.subject,
        conditions.value,
        length(replace(conditions.value, ' ', '')) as listed_length,
        sum(length(tag_values.tag_value)) as known_length
    from conditions
    inner join {{ ref('int_tag_definitions') }} as definitions
        on conditions.subject = definitions.tag_code and definitions.values_from = 'seed'
    left join tag_values
        on
            conditions.subject = tag_values.tag_code
            and (
                conditions.value = tag_values.tag_value
                or (
                    conditions.operator in ('in', 'not_in')
                    and {{ dbt.position("' ' || tag_values.tag_value || ' '", "' ' || conditions.value || ' '") }} > 0
                )
            )
    where conditions.needs in ('single', 'multi')
    group by conditions.row_name, conditions.subject, conditions.value
),

named as (
    select
        seed_file,
        segment_code,
        value as named_code
    from conditions
    where needs = 'segment'
),

reached as (
    select
        seed_file,
        segment_code,
        named_code,
        1 as steps
    from named
    union all
    select
        reached.seed_file,
        reached.segment_code,
        named.named_code,
        reached.steps + 1 as steps
    from reached
    inner join named on reached.named_code = named.segment_code
    where reached.steps < 20
),

problems as (
    select row_name || ': write the code in small letters, digits and underscores' as problem
    from segments
    where segment_code is null or not {{ matches_regex('segment_code', '^[a-z][a-z0-9_]{0,62}$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ text }}) || ' times; keep one' as problem
    from segments
    group by segment_code
    having count(*) > 1

    union all

    select
        row_name || ': purpose is ' || coalesce('"' || purpose || '"', 'empty')
        || '; write analytics or marketing' as problem
    from segments
    where purpose is null or purpose not in ('analytics', 'marketing')

    union all

    select
        row_name || ': status is ' || coalesce('"' || status || '"', 'empty')
        || '; write draft, active or retired' as problem
    from segments
    where status is null or status not in ('draft', 'active', 'retired')

    union all

    select
        row_name || ': version is ' || coalesce('"' || version || '"', 'empty')
        || '; write a whole number' as problem
    from segments
    where version is null or not {{ matches_regex('version', '^[0-9]{1,6}$') }}

    union all

    select conditions.row_name || ': this is medical, which no segment may show; take the condition out' as problem
    from conditions
    inner join medical on conditions.subject = medical.subject

    union all

    select row_name || ': name_zh, name_en, owner, meaning_zh or meaning_en is empty; fill it in' as problem
    from segments
    where name_zh is null or name_en is null or owner is null or meaning_zh is null or meaning_en is null

    union all

    select segments.row_name || ': has no condition; add one to {{ file }}, or set status to draft' as problem
    from segments
    left join conditions on segments.segment_code = conditions.segment_code
    where conditions.segment_code is null and segments.status = 'active'

    union all

    select conditions.row_name || ': {{ segments_file }} has no such segment; correct the code' as problem
    from conditions
    left join segments on conditions.segment_code = segments.segment_code
    where segments.segment_code is null

    union all

    select row_name || ': group_number is not a whole number; conditions of a group have the same' as problem
    from conditions
    where group_number is null or not {{ matches_regex('group_number', '^[0-9]{1,6}$') }}

    union all

    select
        row_name || ': there is no such operator; use is, is_not, in, not_in, has, has_not, at_least, less_than, '
        || 'bought, not_bought, in_segment or not_in_segment' as problem
    from conditions
    where needs is null

    union all

    select
        conditions.row_name || ': subject ' || coalesce('"' || conditions.subject || '"', 'empty')
        || ' is no active tag and no metric; correct it' as problem
    from conditions
    left join subjects on conditions.subject = subjects.subject
    left join medical on conditions.subject = medical.subject
    where
        conditions.needs not in ('segment', 'purchase')
        and subjects.subject is null
        and medical.subject is null

    union all

    select
        conditions.row_name || ': does not fit ' || conditions.subject || '; use ' || case subjects.kind
            when 'single' then 'is, is_not, in or not_in'
            when 'multi' then 'has or has_not'
            else 'at_least or less_than'
        end as problem
    from conditions
    inner join subjects on conditions.subject = subjects.subject
    where conditions.needs not in ('segment', 'purchase') and conditions.needs <> subjects.kind

    union all

    select
        row_name || ': value is ' || coalesce('"' || value || '"', 'empty')
        || '; write a plain number' as problem
    from conditions
    where needs = 'metric' and (value is null or not {{ matches_regex('value', '^-?[0-9]{1,12}([.][0-9]{1,6})?$') }})

    union all

    select row_name || ': value is empty; fill it in' as problem
    from conditions
    where needs in ('single', 'multi', 'segment', 'purchase') and value is null

    union all

    select
        row_name || ': value is "' || value || '", which tag ' || subject
        || ' does not have; use values of tag_values.csv' as problem
    from listed
    where listed_length <> coalesce(known_length, 0)

    union all

    select
        row_name || ': subject is ' || coalesce('"' || subject || '"', 'empty')
        || '; write category or product and a window ({{ windows | join(', ') }}), such as category_90d' as problem
    from conditions
    where
        needs = 'purchase'
        and (
            subject is null
            or not {{ matches_regex('subject', '^(category|product)_(' ~ windows | join('|') ~ ')d$') }}
        )

    union all

    select
        conditions.row_name || ': value is "' || conditions.value || '", which no product has as '
        || case when conditions.subject like 'category%' then 'its category' else 'its id' end
        || '; correct it' as problem
    from conditions
    left join sold
        on
            conditions.value = sold.code
            and {{ dbt.position("sold.kind", "conditions.subject") }} = 1
    where conditions.needs = 'purchase' and conditions.value is not null and sold.code is null

    union all

    select
        conditions.row_name || ': names segment "' || conditions.value
        || '", which is not active; correct it' as problem
    from conditions
    left join segments on conditions.value = segments.segment_code and segments.status = 'active'
    where conditions.needs = 'segment' and segments.segment_code is null

    union all

    select distinct
        seed_file || ', row ' || segment_code
        || ': the segment names itself, directly or through others; break the circle' as problem
    from reached
    where segment_code = named_code
)

select problem from problems
