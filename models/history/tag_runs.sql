-- The published days: a row per day, written last. A day without a row was not published completely.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ take_back_history('as_of_date') }}",
) }}
{%- set causes = [
    'merged', 'split', 'first_seen', 'definition', 'manual_set', 'manual_expired', 'manual_removed', 'model',
    'new_data', 'late_data', 'time',
] %}
{%- set text = dbt.type_string() %}

with changes as (
    select * from {{ ref('customer_tag_changes') }}
    where changed_on = {{ as_of_date() }}
),

customers as (
    select count(*) as customer_count
    from {{ ref('customer_tags') }}
),

inputs as (
    select
        md5({{ json_list(
            "source_system || '.' || entity || '=' || cast(base_count as " ~ text ~ ")", '1 = 1'
        ) }}) as input_fingerprint
    from {{ ref('source_record_counts') }}
),

definitions as (
    select
        md5({{ json_list(
            'tag_code || definition_fingerprint || values_fingerprint || parameters_fingerprint', '1 = 1'
        ) }}) as definitions_fingerprint
    from {{ ref('int_tag_fingerprints') }}
),

-- who came and who left; whoever else is missing since the day before was erased, or objects
states_of_today as (
    select
        customer_id,
        is_customer
    from {{ ref('customer_tag_states') }}
    where valid_from = {{ as_of_date() }}
),

last_states as (
    select
        states.customer_id,
        max(states.valid_from) as valid_from
    from {{ ref('customer_tag_states') }} as states
    inner join states_of_today on states.customer_id = states_of_today.customer_id
    where states.valid_from < {{ as_of_date() }}
    group by states.customer_id
),

was_customer as (
    select states.customer_id
    from {{ ref('customer_tag_states') }} as states
    inner join last_states
        on
            states.customer_id = last_states.customer_id
            and states.valid_from = last_states.valid_from
    where states.is_customer
),

moves as (
    select
        sum(case when states_of_today.is_customer and was_customer.customer_id is null then 1 else 0 end)
            as arrived_count,
        sum(case when not states_of_today.is_customer then 1 else 0 end) as left_count
    from states_of_today
    left join was_customer on states_of_today.customer_id = was_customer.customer_id
),

{%- if is_incremental() %}

previous as (
    select max(customer_count) as customer_count
    from {{ this }}
    where as_of_date = (select max(as_of_date) from {{ this }} where as_of_date < {{ as_of_date() }})
),
{%- else %}

previous as (
    select cast(null as {{ dbt.type_bigint() }}) as customer_count
),
{%- endif %}

counted as (
    select
        {%- for cause in causes %}
        sum(case when cause = '{{ cause }}' then 1 else 0 end) as {{ cause }}_count,
        {%- endfor %}
        count(*) as change_count
    from changes
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        inputs.input_fingerprint,
        definitions.definitions_fingerprint,
        customers.customer_count,
        cast(
            coalesce(
                previous.customer_count + coalesce(moves.arrived_count, 0) - coalesce(moves.left_count, 0)
                - customers.customer_count,
                0
            ) as {{ dbt.type_bigint() }}
        ) as erased_count,
        {%- for cause in causes %}
        cast(coalesce(counted.{{ cause }}_count, 0) as {{ dbt.type_bigint() }}) as {{ cause }}_count,
        {%- endfor %}
        counted.change_count
    from counted
    cross join customers
    cross join moves
    cross join previous
    cross join inputs
    cross join definitions
    where {{ 'true' if publishes_history() else 'false' }}
)

select * from final
