{{ config(materialized='table' if target.type == 'spark' else 'view') }}

-- What is published in long form, each value with its evidence: the single-valued tags of int_published_tags, and the
-- tags with several values. A view: the mart keeps the rows. On Spark a table: with all packs, its SQL is longer than
-- the 32,700 characters that Hive's catalogue keeps of a view.
-- depends_on: {{ ref('customer_multi_tag_states') }}
-- depends_on: {{ ref('customer_tag_states') }}
{%- set watched = watched_tags() if publishes_history() else [] %}
{%- set text = dbt.type_string() %}
with customer_tags as (
    select * from {{ ref('int_published_tags') }}
),

manual_tags as (
    select * from {{ ref('int_manual_tags') }}
),

computed_multi_tag_values as (
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
        {{ tag_code }}__since as since,
        {{ tag_code }}__computed as computed_value,
        {{ tag_code }}__evidence as evidence,
        {{ tag_code ~ '__set_by' if tag_code in model_tags() else 'cast(null as ' ~ text ~ ')' }} as set_by,
        cast({{ tag_code ~ '__lower' if tag_code in watched else 'null' }} as integer) as refreshes_below
    from customer_tags
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        customer_id,
        cast(null as {{ text }}) as tag_code,
        cast(null as {{ text }}) as tag_value,
        cast(null as date) as since,
        cast(null as {{ text }}) as computed_value,
        cast(null as {{ text }}) as evidence,
        cast(null as {{ text }}) as set_by,
        cast(null as integer) as refreshes_below
    from customer_tags
    {%- endfor %}
),

-- who set a value, and the record it comes from
single_tag_values as (
    select
        tags.customer_id,
        tags.tag_code,
        tags.tag_value,
        tags.since,
        tags.computed_value,
        tags.refreshes_below,
        case when manual_tags.tag_code is null then definitions.metric else 'manual_tag_id' end as evidence_metric,
        case when manual_tags.tag_code is null then tags.evidence else manual_tags.manual_tag_id end as evidence,
        case
            when manual_tags.tag_code is not null then manual_tags.origin
            when tags.set_by is not null then 'model'
            else 'computed'
        end as source,
        coalesce(manual_tags.set_by, tags.set_by) as set_by,
        manual_tags.set_date,
        manual_tags.valid_until
    from one_below_the_other as tags
    left join definitions on tags.tag_code = definitions.tag_code
    left join manual_tags
        on
            tags.customer_id = manual_tags.customer_id
            and tags.tag_code = manual_tags.tag_code
            and not (manual_tags.yields_to_computed and tags.tag_value = tags.computed_value)
),

{%- if publishes_history() %}

multi_tag_states as (
    {{ latest_states(ref('customer_multi_tag_states'), 'customer_id, tag_code, tag_value') }}
),

-- a value that is published until the next refresh, though the definition does not give it any more, has no evidence
multi_tag_values as (
    select
        states.customer_id,
        states.tag_code,
        states.tag_value,
        states.since,
        computed.computed_value,
        cast(null as integer) as refreshes_below,
        coalesce(computed.evidence_metric, definitions.metric) as evidence_metric,
        computed.evidence,
        coalesce(computed.source, states.source) as source,
        computed.set_by,
        computed.set_date,
        computed.valid_until
    from multi_tag_states as states
    left join definitions on states.tag_code = definitions.tag_code
    left join computed_multi_tag_values as computed
        on
            states.customer_id = computed.customer_id
            and states.tag_code = computed.tag_code
            and states.tag_value = computed.tag_value
    where states.is_there
),
{%- else %}

multi_tag_values as (
    select
        computed.customer_id,
        computed.tag_code,
        computed.tag_value,
        cast(null as date) as since,
        computed.computed_value,
        cast(null as integer) as refreshes_below,
        computed.evidence_metric,
        computed.evidence,
        computed.source,
        computed.set_by,
        computed.set_date,
        computed.valid_until
    from computed_multi_tag_values as computed
    inner join customer_tags on computed.customer_id = customer_tags.customer_id
),
{%- endif %}

final as (
    select * from single_tag_values
    union all
    select * from multi_tag_values
)

select * from final
