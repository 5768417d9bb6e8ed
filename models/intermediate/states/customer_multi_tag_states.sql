-- The log of what was published of tags with several values: a row per customer, tag, value and day on which the value
-- came, went, or was set or taken away by somebody. Weekly and monthly tags as in customer_tag_states. A value that
-- the catalogue does not have any more goes at once.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('stg_erased_customers') }}
-- depends_on: {{ ref('tag_version_states') }}
-- depends_on: {{ ref('int_tag_definitions') }}
{%- set kept_tags = tags_between_refreshes() %}
with permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse and {{ 'true' if publishes_history() else 'false' }}
),

computed as (
    select tag_values.*
    from {{ ref('int_customer_multi_tag_values') }} as tag_values
    inner join permissions on tag_values.customer_id = permissions.customer_id
),

owners as (
    select * from {{ ref('record_owner_states') }}
    where valid_from = {{ as_of_date() }}
),

-- who is new, was merged or split
regrouped as (
    select customer_id from owners
    union distinct
    select previous_customer_id as customer_id from owners
),

removals as (
    select * from {{ ref('int_manual_tags') }}
    where operation = 'remove'
),

{%- if is_incremental() %}

latest as (
    {{ latest_states(this, 'customer_id, tag_code, tag_value') }}
),

before as (
    select * from latest
    where is_there
),
{%- else %}

before as (
    select
        customer_id,
        tag_code,
        tag_value,
        source,
        {{ as_of_date() }} as since
    from computed
    where 1 = 0
),
{%- endif %}

compared as (
    select
        coalesce(computed.customer_id, before.customer_id) as customer_id,
        coalesce(computed.tag_code, before.tag_code) as tag_code,
        coalesce(computed.tag_value, before.tag_value) as tag_value,
        computed.source,
        before.source as source_before,
        before.since
    from computed
    full outer join before
        on
            computed.customer_id = before.customer_id
            and computed.tag_code = before.tag_code
            and computed.tag_value = before.tag_value
    where coalesce(computed.source, '') <> coalesce(before.source, '')
),

final as (
    select
        compared.customer_id,
        compared.tag_code,
        compared.tag_value,
        compared.source,
        compared.source is not null as is_there,
        compared.source_before is not null as was_there,
        compared.source_before,
        coalesce(compared.since, {{ as_of_date() }}) as since,
        {{ as_of_date() }} as valid_from
    from compared
    left join permissions on compared.customer_id = permissions.customer_id
    left join regrouped on compared.customer_id = regrouped.customer_id
    left join {{ ref('int_tag_values') }} as known_values
        on
            compared.tag_code = known_values.tag_code
            and compared.tag_value = known_values.tag_value
    left join removals
        on
            compared.customer_id = removals.customer_id
            and compared.tag_code = removals.tag_code
            and compared.tag_value = removals.tag_value
    where
        {{ 'true' if publishes_history() else 'false' }}
        and (
            compared.tag_code not in ('{{ kept_tags | join("', '") }}')
            or permissions.customer_id is null
            or known_values.tag_value is null
            or regrouped.customer_id is not null
            or removals.customer_id is not null
            or compared.source in ('manual', 'imported')
            or compared.source_before in ('manual', 'imported')
        )
)

select * from final
