-- What each destination has to do: a row per destination, key and run with something to say, numbered per destination
-- without a gap. Rows are added and never taken back, so that a consumer can go by the number; but of a key that was
-- deleted no earlier payload is kept: those rows become deletes, too.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    post_hook="{{ redact_payloads() }}",
) }}
{%- set text = dbt.type_string() %}
{%- set permissions = {'analytics': 'may_analyse', 'marketing': 'may_market', 'sharing': 'may_share'} %}
{%- set asked_again = "'" ~ var('resync_destinations', []) | join("', '") ~ "'" %}
{%- set destination_tags, destinations = ref('int_destination_tags'), {} %}
{%- if execute and load_relation(destination_tags) %}
    {%- for row in run_query('select * from ' ~ destination_tags ~ ' order by destination, tag_code') %}
        {%- do destinations.setdefault(row.destination, {'rows': []}).rows.append(row) %}
    {%- endfor %}
{%- endif %}

with contracts as (
    select
        destination,
        purpose,
        md5({{ json_list("tag_code || ' ' || cast(version as " ~ text ~ ")", '1 = 1') }}) as contract_fingerprint
    from {{ destination_tags }}
    group by destination, purpose
),

-- segments of each customer; marketing gets only those that are for it
segment_lists as ( -- noqa: ST03
    select
        members.customer_id,
        {{ json_list('members.segment_code', '1 = 1') }} as of_analytics,
        {{ json_list('members.segment_code', "segments.purpose = 'marketing'") }} as of_marketing
    from {{ ref('customer_segments') }} as members
    inner join {{ ref('dim_segments') }} as segments on members.segment_code = segments.segment_code
    group by members.customer_id
),

arm_lists as ( -- noqa: ST03
    select
        assignments.customer_id,
        {{ json_list("assignments.campaign_code || ': ' || assignments.arm", '1 = 1') }} as arms
    from {{ ref('campaign_assignments') }} as assignments
    inner join {{ ref('dim_campaigns') }} as campaigns on assignments.campaign_code = campaigns.campaign_code
    where campaigns.status = 'active' and campaigns.end_date >= {{ as_of_date() }}
    group by assignments.customer_id
),

-- what each destination should hold today; JSON with its keys in order
profiles as (
    {%- for destination, wanted in destinations.items() %}
    select
        cast('{{ destination }}' as {{ text }}) as destination,
        {{ pseudonym('tags.customer_id') if wanted.rows[0].key == 'pseudonym' else 'tags.customer_id' }} as key,
        '{'
        {%- for row in wanted.rows %}
        || '{{ ', ' if not loop.first }}"{{ row.tag_code }}": '
        {%- if row.tag_code in multi_valued_tags() %} || tags.{{ row.tag_code }}
        {%- elif row.tag_code == 'segments' %} || coalesce(segment_lists.of_{{ row.purpose }}, '[]')
        {%- elif row.tag_code == 'campaign_arms' %} || coalesce(arm_lists.arms, '[]')
        {%- else %} || {{ json_text('tags.' ~ row.tag_code) }}
        {%- endif %}
        {%- endfor %}
        || '}' as payload
    from {{ ref('int_published_tags') }} as tags
    inner join {{ ref('customer_permissions') }} as permissions on tags.customer_id = permissions.customer_id
    left join segment_lists on tags.customer_id = segment_lists.customer_id
    left join arm_lists on tags.customer_id = arm_lists.customer_id
    where permissions.{{ permissions[wanted.rows[0].purpose] }}
    union all
    {%- endfor %}
    select
        cast(null as {{ text }}) as destination,
        customer_id as key,
        cast(null as {{ text }}) as payload
    from {{ ref('int_published_tags') }}
    where 1 = 0
),

hashed as (
    select
        *,
        md5(payload) as payload_hash
    from profiles
),

{%- if is_incremental() %}

ranked as (
    select
        *,
        row_number() over (partition by destination, key order by sequence desc) as key_rank,
        row_number() over (partition by destination order by sequence desc) as destination_rank
    from {{ this }}
),
{%- else %}

ranked as (
    select
        destination,
        key,
        cast(0 as {{ dbt.type_bigint() }}) as sequence,
        payload_hash,
        'upsert' as operation,
        cast(null as {{ text }}) as purpose,
        1 as contract_version,
        cast(null as {{ text }}) as contract_fingerprint,
        1 as key_rank,
        1 as destination_rank
    from hashed
    where 1 = 0
),
{%- endif %}

-- what each destination was sent last, and what it holds
last_sent as (
    select * from ranked
    where destination_rank = 1
),

held as (
    select * from ranked
    where key_rank = 1 and operation = 'upsert'
),

compared as (
    select
        coalesce(hashed.destination, held.destination) as destination,
        coalesce(hashed.key, held.key) as key,
        hashed.payload,
        hashed.payload_hash,
        held.payload_hash as previous_hash,
        hashed.key is null as is_deleted,
        held.key is null as is_new
    from hashed
    full outer join held on hashed.destination = held.destination and hashed.key = held.key
),

numbered as (
    select
        compared.*,
        coalesce(contracts.purpose, last_sent.purpose) as purpose,
        coalesce(contracts.contract_fingerprint, last_sent.contract_fingerprint) as contract_fingerprint,
        coalesce(last_sent.sequence, 0) as last_sequence,
        coalesce(last_sent.contract_version, 1) as last_version,
        -- a destination whose tags or their versions changed gets everything again
        coalesce(contracts.contract_fingerprint <> last_sent.contract_fingerprint, false) as is_new_contract
    from compared
    left join contracts on compared.destination = contracts.destination
    left join last_sent on compared.destination = last_sent.destination
),

to_send as (
    select
        *,
        is_new_contract or destination in ({{ asked_again }}) as is_resync
    from numbered
),

final as (
    select
        to_send.destination,
        cast(
            to_send.last_sequence + row_number() over (partition by to_send.destination order by to_send.key)
            as {{ dbt.type_bigint() }}
        ) as sequence,
        to_send.destination || '-' || cast(to_send.last_sequence + 1 as {{ text }}) as batch_id,
        case when to_send.is_deleted then 'delete' else 'upsert' end as operation,
        to_send.key,
        to_send.payload,
        to_send.payload_hash,
        to_send.previous_hash,
        to_send.purpose,
        case when to_send.is_new_contract then to_send.last_version + 1 else to_send.last_version end
            as contract_version,
        to_send.contract_fingerprint,
        {{ as_of_date() }} as as_of_date,
        case
            when to_send.is_deleted and aliases.customer_id is not null then 'merged'
            when to_send.is_deleted and permissions.customer_id is not null then 'permission'
            when to_send.is_deleted then 'removed'
            when to_send.is_new then 'new'
            when to_send.is_resync then 'resync'
            else 'changed'
        end as cause
    from to_send
    left join {{ ref('customer_id_aliases') }} as aliases
        on to_send.key = aliases.alias_customer_id
    left join {{ ref('customer_permissions') }} as permissions
        on to_send.key = permissions.customer_id
    where
        {{ 'true' if publishes_history() else 'false' }}
        and (
            to_send.is_deleted or to_send.is_new or to_send.is_resync
            or to_send.payload_hash <> to_send.previous_hash
        )
)

select * from final
