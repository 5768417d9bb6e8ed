-- Days whose interactions are to be put together again: those of changed ones, of what this as-of date reaches and the
-- sends that it answers, and of records that belong to another customer now.
-- depends_on: {{ ref('changed_interactions') }}, {{ ref('stg_interactions') }}, {{ ref('int_customer_links') }}
{% if is_incremental() -%}
with interactions as (
    select * from {{ ref('stg_interactions') }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

facts as (
    select * from {{ as_last_built('int_interactions') }}
),

answered_anew as (
    select
        interactions.source_system,
        interactions.send_id
    from interactions
    where {{ is_new_on('interactions.occurred_at') }} and interactions.send_id is not null
),

linked as (
    select distinct
        source_system,
        source_customer_id
    from facts
),

-- customer records without facts: they may exist only now
new_links as (
    select
        links.source_system,
        links.source_customer_id
    from links
    left join linked
        on
            links.source_system = linked.source_system
            and links.source_customer_id = linked.source_customer_id
    where linked.source_customer_id is null
),

changed_days as (
    select interactions.occurred_date
    from interactions
    where
        {{ is_changed(ref('changed_interactions'), 'interaction_id', 'interactions') }}
        or {{ is_changed('answered_anew', 'send_id', 'interactions', 'interaction_id') }}
        or {{ is_new_on('interactions.occurred_at') }}
        or {{ is_changed('new_links', 'source_customer_id', 'interactions') }}
    union
    select facts.occurred_date
    from facts
    left join links
        on
            facts.source_system = links.source_system
            and facts.source_customer_id = links.source_customer_id
    where
        {{ is_changed(ref('changed_interactions'), 'interaction_id', 'facts') }}
        or links.customer_id is null
        or facts.customer_id <> links.customer_id
),

final as (
    {{ days_to_replace('changed_days', 'occurred_date', ['interactions', 'facts']) }}
)

select * from final
{%- else -%}
{{ no_changes({'occurred_date': 'date'}) }}
{%- endif %}
