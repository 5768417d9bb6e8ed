-- What changed, when and why: a row per customer, tag (and value, where a tag has several) and day of change, with one
-- cause, the first that applies. Only customers with a state of this day are compared.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('changed_on') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('int_customer_permissions') }}
-- depends_on: {{ ref('stg_erased_customers') }}
{%- set last = last_published_day() or '1000-01-01' %}
{%- set text = dbt.type_string() %}
{%- set retired_tags = retired_tags(ref('customer_tag_states')) %}

{#- while dbt parses, it must see what the other branch reads #}
{%- if execute and (not is_incremental() or last == '1000-01-01') %}
-- The first published day: every customer is new.
with final as (
    select
        customer_id,
        tag_code,
        cast(null as {{ text }}) as old_value,
        tag_value as new_value,
        {{ as_of_date() }} as changed_on,
        'first_seen' as cause,
        evidence_metric || coalesce(' = ' || evidence, '') as cause_detail,
        source,
        set_by,
        definition_version
    from {{ ref('customer_tag_values') }}
)
{%- else %}

with states as (
    select * from {{ ref('customer_tag_states') }}
),

after as (
    select * from states
    where valid_from = {{ as_of_date() }} and {{ 'true' if publishes_history() else 'false' }}
),

-- the last day before this one with a state of the same customer
days_before as (
    select
        states.customer_id,
        max(states.valid_from) as valid_from
    from states
    inner join after on states.customer_id = after.customer_id
    where states.valid_from < {{ as_of_date() }}
    group by states.customer_id
),

before as (
    select states.*
    from states
    inner join days_before
        on
            states.customer_id = days_before.customer_id
            and states.valid_from = days_before.valid_from
    where states.is_customer
),

-- each single-valued tag that differs; a retired one has no value any more
single_changes as (
    {%- for tag_code in single_valued_tags() + retired_tags %}
    select
        after.customer_id,
        '{{ tag_code }}' as tag_code,
        before.{{ tag_code }} as old_value,
        after.{{ tag_code }} as new_value,
        case when before.manual_tags like '%"{{ tag_code }}"%' then 'manual' end as source_before
    from after
    left join before on after.customer_id = before.customer_id
    where coalesce(before.{{ tag_code }}, '') <> coalesce(after.{{ tag_code }}, '')
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        customer_id,
        cast(null as {{ text }}) as tag_code,
        cast(null as {{ text }}) as old_value,
        cast(null as {{ text }}) as new_value,
        cast(null as {{ text }}) as source_before
    from after
    {%- endfor %}
),

tag_values as (
    select tag_values.*
    from {{ ref('customer_tag_values') }} as tag_values
    inner join after on tag_values.customer_id = after.customer_id
),

-- each value that came or went
multi_changes as (
    select
        customer_id,
        tag_code,
        case when not is_there then tag_value end as old_value,
        case when is_there then tag_value end as new_value,
        source_before
    from {{ ref('customer_multi_tag_states') }}
    where valid_from = {{ as_of_date() }} and is_there <> was_there
),

changes as (
    select single_changes.*
    from single_changes
    inner join {{ ref('dim_tags') }} as catalogue on single_changes.tag_code = catalogue.tag_code
    where catalogue.cardinality = 'single'
    union all
    select * from multi_changes
),

changed_tags as (
    select distinct
        customer_id,
        tag_code
    from changes
),

-- what was last written of each tag, and value of those with several
written as (
    select
        changes.*,
        row_number() over (
            partition by
                changes.customer_id, changes.tag_code,
                case when definitions.cardinality = 'multi' then coalesce(changes.new_value, changes.old_value) end
            order by changes.changed_on desc
        ) as change_rank
    from {{ this }} as changes
    inner join changed_tags
        on
            changes.customer_id = changed_tags.customer_id
            and changes.tag_code = changed_tags.tag_code
    inner join {{ ref('dim_tags') }} as definitions on changes.tag_code = definitions.tag_code
),

last_written as (
    select * from written
    where change_rank = 1
),

-- what can be the cause
definitions as (
    select
        tag_code,
        max(version) as version,
        max(valid_from) as valid_from,
        min(valid_from) as first_valid_from
    from {{ ref('tag_version_states') }}
    group by tag_code
),

owners as (
    select * from {{ ref('record_owner_states') }}
    where valid_from = {{ as_of_date() }}
),

aliases as (
    select * from {{ ref('customer_id_aliases') }}
),

-- a record came from another customer, or went to one
regrouped as (
    select
        customer_id,
        'merged' as cause,
        min(previous_customer_id) as other_customer_id
    from owners
    where previous_customer_id <> customer_id
    group by customer_id
    union all
    select
        previous_customer_id as customer_id,
        'split' as cause,
        min(customer_id) as other_customer_id
    from owners
    where previous_customer_id <> customer_id
    group by previous_customer_id
),

regrouped_customers as (
    select
        customer_id,
        min(cause) as cause,
        min(other_customer_id) as other_customer_id
    from regrouped
    group by customer_id
),

-- when the tags were computed last, before today: what arrived since then can be the cause
refreshes as (
    {%- for refresh in ['daily', 'weekly', 'monthly'] %}
    select
        '{{ refresh }}' as refresh,
        cast('{{ refresh_days(refresh).previous or '1000-01-01' }}' as date) as previous_date
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

inputs as (
    select
        input_states.customer_id,
        refreshes.refresh,
        max(case when input_states.has_new then 1 else 0 end) as has_new,
        max(case when input_states.is_late then 1 else 0 end) as is_late
    from {{ ref('customer_input_states') }} as input_states
    inner join refreshes on input_states.valid_from > refreshes.previous_date
    where input_states.valid_from <= {{ as_of_date() }}
    group by input_states.customer_id, refreshes.refresh
),

links as (
    select * from {{ ref('int_customer_links') }}
),

expired as (
    select distinct
        links.customer_id,
        manual_tags.tag_code,
        manual_tags.tag_value
    from {{ ref('stg_manual_tags') }} as manual_tags
    inner join links
        on
            manual_tags.source_system = links.source_system
            and manual_tags.source_customer_id = links.source_customer_id
    where
        manual_tags.valid_until < {{ as_of_date() }}
        and manual_tags.valid_until >= cast('{{ last }}' as date)
        and manual_tags.set_date <= cast('{{ last }}' as date)
),

-- values that people took away
removals as (
    select * from {{ ref('int_manual_tags') }}
    where operation = 'remove'
),

scored as (
    select
        links.customer_id,
        scores.score_name,
        max(scores.scored_date) as scored_date
    from {{ ref('stg_model_scores') }} as scores
    inner join links
        on
            scores.source_system = links.source_system
            and scores.source_customer_id = links.source_customer_id
    where scores.scored_date <= {{ as_of_date() }}
    group by links.customer_id, scores.score_name
),

caused as (
    select
        changes.customer_id,
        changes.tag_code,
        changes.old_value,
        changes.new_value,
        coalesce(tag_values.source, removals.origin) as source,
        coalesce(tag_values.set_by, removals.set_by) as set_by,
        definitions.version as definition_version,
        regrouped_customers.other_customer_id,
        coalesce(tag_values.evidence_metric, catalogue.metric) as evidence_metric,
        tag_values.evidence,
        removals.manual_tag_id as removed_by,
        case
            when not after.is_customer and aliases.customer_id is not null then 'merged'
            when before.customer_id is null and regrouped_customers.cause is null then 'first_seen'
            when before.customer_id is null then 'split'
            when regrouped_customers.cause is not null then regrouped_customers.cause
            when changes.tag_code in ('{{ retired_tags | join("', '") }}') then 'definition'
            when
                definitions.valid_from = {{ as_of_date() }}
                and definitions.first_valid_from < {{ as_of_date() }}
                then 'definition'
            when tag_values.source in ('manual', 'imported') then 'manual_set'
            when expired.customer_id is not null then 'manual_expired'
            -- a value that people set and the definition gave as well stays when they take theirs back: what was
            -- written last is then not what was there
            when
                removals.customer_id is not null
                or (
                    changes.source_before in ('manual', 'imported')
                    and (catalogue.cardinality = 'multi' or last_written.source in ('manual', 'imported'))
                )
                then 'manual_removed'
            when
                catalogue.kind = 'model'
                and after.is_customer
                and (
                    scored.scored_date > refreshes.previous_date
                    or coalesce(last_written.set_by, '') <> coalesce(tag_values.set_by, '')
                )
                then 'model'
            when not after.is_customer or inputs.has_new = 1 then 'new_data'
            when inputs.is_late = 1 then 'late_data'
            else 'time'
        end as cause,
        aliases.customer_id as alias_of
    from changes
    inner join after on changes.customer_id = after.customer_id
    left join before on changes.customer_id = before.customer_id
    left join {{ ref('dim_tags') }} as catalogue on changes.tag_code = catalogue.tag_code
    left join definitions on changes.tag_code = definitions.tag_code
    left join aliases on changes.customer_id = aliases.alias_customer_id
    left join regrouped_customers on changes.customer_id = regrouped_customers.customer_id
    left join refreshes on catalogue.refresh = refreshes.refresh
    left join inputs
        on
            changes.customer_id = inputs.customer_id
            and catalogue.refresh = inputs.refresh
    left join scored
        on
            changes.customer_id = scored.customer_id
            and catalogue.metric = scored.score_name
    left join tag_values
        on
            changes.customer_id = tag_values.customer_id
            and changes.tag_code = tag_values.tag_code
            and changes.new_value = tag_values.tag_value
    left join last_written
        on
            changes.customer_id = last_written.customer_id
            and changes.tag_code = last_written.tag_code
            and changes.old_value = last_written.new_value
    left join expired
        on
            changes.customer_id = expired.customer_id
            and changes.tag_code = expired.tag_code
            and changes.old_value = expired.tag_value
    left join removals
        on
            changes.customer_id = removals.customer_id
            and changes.tag_code = removals.tag_code
            and changes.old_value = removals.tag_value
),

final as (
    select
        customer_id,
        tag_code,
        old_value,
        new_value,
        {{ as_of_date() }} as changed_on,
        cause,
        case
            when cause = 'merged' and alias_of is not null then 'into ' || alias_of
            when cause in ('merged', 'split') then 'with ' || other_customer_id
            when cause = 'definition' then 'version ' || cast(definition_version as {{ text }})
            when removed_by is not null then 'manual_tag_id = ' || removed_by
            when new_value is null then 'no longer so'
            else evidence_metric || coalesce(' = ' || evidence, '')
        end as cause_detail,
        source,
        set_by,
        definition_version
    from caused
)
{%- endif %}

select * from final
