{{ config(materialized='view') }}

-- All tags of a customer in long form, each with its evidence: those of int_customer_tags, and those with several
-- values. A view: the mart keeps the rows. Must be built before any mart: the tests of what staging rejected; dbt lets a
-- model wait for a test only if the model depends on all that the test reads.
-- depends_on: {{ ref('int_tag_fingerprints') }}
-- depends_on: {{ ref('stg_record_counts') }}
-- depends_on: {{ ref('rejection_remedies') }}
-- depends_on: {{ ref('stg_rejected_records') }}
with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

manual_tags as (
    select * from {{ ref('int_manual_tags') }}
),

multi_tag_values as (
    select * from {{ ref('int_customer_multi_tag_values') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

one_below_the_other as (
    {%- for tag_code in single_valued_tags() %}
    select
        customer_id,
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value,
        {{ tag_code }}__evidence as evidence,
        {{ tag_code ~ '__set_by' if tag_code in model_tags() else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as set_by
    from customer_tags
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as tag_code,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        cast(null as {{ dbt.type_string() }}) as evidence,
        cast(null as {{ dbt.type_string() }}) as set_by
    from customer_tags
    {%- endfor %}
),

-- who set a value, and the record it comes from
single_tag_values as (
    select
        tags.customer_id,
        tags.tag_code,
        tags.tag_value,
        case when manual_tags.tag_code is null then definitions.metric else 'manual_tag_id' end as evidence_metric,
        case when manual_tags.tag_code is null then tags.evidence else manual_tags.manual_tag_id end as evidence,
        case
            when manual_tags.tag_code is not null then 'manual'
            when tags.set_by is not null then 'model'
            else 'computed'
        end as source,
        coalesce(manual_tags.set_by, tags.set_by) as set_by,
        manual_tags.set_date
    from one_below_the_other as tags
    left join definitions on tags.tag_code = definitions.tag_code
    left join manual_tags
        on
            tags.customer_id = manual_tags.customer_id
            and tags.tag_code = manual_tags.tag_code
),

final as (
    select * from single_tag_values
    union all
    select * from multi_tag_values
)

select * from final
