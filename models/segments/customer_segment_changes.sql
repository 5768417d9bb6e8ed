-- Who entered and who left each segment, and when: a row per segment, customer and day on which that changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('changed_on') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('int_customer_permissions') }}
-- depends_on: {{ ref('stg_erased_customers') }}
{%- set text = dbt.type_string() %}
{%- set segments = segments_with_conditions() %}

with purchases as (
    {{ purchase_flags(segments, ref('customer_purchases')) }}
),

customers as (
    select
        tags.customer_id,
        {%- for code in segments %}
        ({{ is_in_segment(segments, code) }})
        {%- if segments[code].purpose == 'marketing' %} and permissions.may_market{% endif %} as is_in_{{ code }},
        {%- endfor %}
        permissions.may_market
    from {{ ref('int_published_tags') }} as tags
    inner join {{ ref('customer_metrics') }} as metrics on tags.customer_id = metrics.customer_id
    inner join {{ ref('customer_permissions') }} as permissions on tags.customer_id = permissions.customer_id
    left join purchases -- noqa: ST11
        on tags.customer_id = purchases.customer_id
),

members as (
    {%- for code in segments %}
    select
        customer_id,
        cast('{{ code }}' as {{ text }}) as segment_code
    from customers
    where is_in_{{ code }}
    union all
    {%- endfor %}
    select
        customer_id,
        cast(null as {{ text }}) as segment_code
    from customers
    where 1 = 0
),

{%- if is_incremental() %}

ranked as (
    select
        *,
        row_number() over (partition by segment_code, customer_id order by changed_on desc) as change_rank
    from {{ this }}
),

before as (
    select * from ranked
    where change_rank = 1 and operation = 'entered'
),
{%- else %}

before as (
    select
        segment_code,
        customer_id
    from members
    where 1 = 0
),
{%- endif %}

moved as (
    select
        coalesce(members.segment_code, before.segment_code) as segment_code,
        coalesce(members.customer_id, before.customer_id) as customer_id,
        case when before.customer_id is null then 'entered' else 'left' end as operation
    from members
    full outer join before
        on
            members.segment_code = before.segment_code
            and members.customer_id = before.customer_id
    where
        (members.customer_id is null or before.customer_id is null)
        and {{ 'true' if publishes_history() else 'false' }}
),

-- what else happened to these customers on this day
tag_changes as (
    select
        customer_id,
        max(case when cause = 'first_seen' then 1 else 0 end) as is_first_seen
    from {{ ref('customer_tag_changes') }}
    where changed_on = {{ as_of_date() }}
    group by customer_id
),

new_versions as (
    select segment_code
    from {{ ref('segment_version_states') }}
    where valid_from = {{ as_of_date() }}
),

final as (
    select
        moved.segment_code,
        moved.customer_id,
        moved.operation,
        {{ as_of_date() }} as changed_on,
        case
            when tag_changes.is_first_seen = 1 then 'first_seen'
            when new_versions.segment_code is not null or segments.segment_code is null then 'definition'
            when tag_changes.customer_id is not null then 'tags'
            else 'metrics'
        end as cause,
        segments.version as segment_version
    from moved
    left join {{ ref('dim_segments') }} as segments
        on moved.segment_code = segments.segment_code and segments.status = 'active'
    left join new_versions on moved.segment_code = new_versions.segment_code
    left join tag_changes on moved.customer_id = tag_changes.customer_id
)

select * from final
