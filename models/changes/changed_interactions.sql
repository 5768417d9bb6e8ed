-- Interactions to judge again: those that arrived, and those whose customer or known version is another than when they
-- were judged, or that have expired; what answers such sends, and the sends that such answers name. Of erased ones the
-- hash that stands for them.
-- depends_on: {{ ref('base_interactions') }}, {{ ref('stg_customers') }}, {{ ref('retention_limits') }}
{% if is_incremental() -%}
{%- set again = arrivals('stg_interactions__checked') -%}
with known_customers as (
    select * from {{ ref('stg_customers') }}
),

retention_limits as (
    select * from {{ ref('retention_limits') }}
    where entity = 'interactions'
),

stored as (
    select * from {{ as_last_built('stg_interactions__checked') }}
),

arrived as (
    select
        base_interactions.source_system,
        {{ clean_text('base_interactions.interaction_id') }} as interaction_id,
        {{ clean_text('base_interactions.send_id') }} as send_id
    from {{ ref('base_interactions') }} as base_interactions
    where {{ arrives_again(again, 'base_interactions') }}
),

judged_otherwise as (
    select
        stored.source_system,
        stored.interaction_id,
        stored.send_id
    from stored
    left join known_customers
        on
            stored.source_system = known_customers.source_system
            and stored.source_customer_id = known_customers.source_customer_id
    left join retention_limits on 1 = 1
    where
        {{ arrives_again(again, 'stored') }}
        or {{ parent_changed('stored', 'source_customer_id', 'known_customers.source_customer_id') }}
        or {{ version_changed('stored') }}
        or {{ days_until_as_of_date('stored.occurred_at') }}
        > cast(retention_limits.keep_days as {{ dbt.type_int() }})
),

changed as (
    select * from arrived
    union all
    select * from judged_otherwise
),

changed_or_answering as (
    select
        source_system,
        interaction_id,
        send_id
    from changed
    union all
    select
        stored.source_system,
        stored.interaction_id,
        stored.send_id
    from stored
    where {{ is_changed('changed', 'interaction_id', 'stored', 'send_id') }}
),

-- by any version
named as (
    select
        source_system,
        send_id as interaction_id
    from changed_or_answering
    union all
    select
        stored.source_system,
        stored.send_id as interaction_id
    from stored
    where {{ is_changed('changed_or_answering', 'interaction_id', 'stored') }}
),

final as (
    {{ keys_and_hashes('interactions', 'interaction_id', ['changed_or_answering', 'named']) }}
)

select * from final
{%- else -%}
{{ no_changes({'source_system': 'string', 'interaction_id': 'string'}) }}
{%- endif %}
