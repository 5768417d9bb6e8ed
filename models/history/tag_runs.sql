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

known_before as (
    select
        is_customer,
        row_number() over (partition by customer_id order by valid_from desc) as state_rank
    from {{ ref('customer_tag_states') }}
    where valid_from < {{ as_of_date() }}
),

-- the customers of the published day before of whom the log still knows: the others were erased, or object
remembered as (
    select count(*) as customer_count
    from known_before
    where state_rank = 1 and is_customer
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
        cast(coalesce(previous.customer_count - remembered.customer_count, 0) as {{ dbt.type_bigint() }})
            as erased_count,
        {%- for cause in causes %}
        cast(coalesce(counted.{{ cause }}_count, 0) as {{ dbt.type_bigint() }}) as {{ cause }}_count,
        {%- endfor %}
        counted.change_count
    from counted
    cross join customers
    cross join remembered
    cross join previous
    cross join inputs
    cross join definitions
    where {{ 'true' if publishes_history() else 'false' }}
)

select * from final
