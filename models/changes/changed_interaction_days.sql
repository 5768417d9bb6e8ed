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

moved_records as (
    {{ moved_records('facts', 'links') }}
),

changed_days as (
    select interactions.occurred_date
    from interactions
    where
        {{ is_changed(ref('changed_interactions'), 'interaction_id', 'interactions') }}
        or {{ is_changed('answered_anew', 'send_id', 'interactions', 'interaction_id') }}
        or {{ is_new_on('interactions.occurred_at') }}
        or {{ is_changed('moved_records', 'source_customer_id', 'interactions') }}
    union
    select facts.occurred_date
    from facts
    where
        {{ is_changed(ref('changed_interactions'), 'interaction_id', 'facts') }}
        or {{ is_changed('moved_records', 'source_customer_id', 'facts') }}
),

final as (
    {{ days_to_replace('changed_days', 'occurred_date', ['interactions', 'facts']) }}
)

select * from final
{%- else -%}
{{ no_changes({'occurred_date': 'date'}) }}
{%- endif %}
