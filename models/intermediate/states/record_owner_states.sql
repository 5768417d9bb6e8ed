-- The log of which customer each record belongs to: a row per record and day on which that changed. Built first of all
-- logs, once the tests of what staging rejected passed (dbt lets a model wait for a test only if the model depends on
-- all that the test reads).
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from', first=true) }}", "{{ forget_people('record_key') }}"],
) }}
-- depends_on: {{ ref('int_tag_fingerprints') }}
-- depends_on: {{ ref('stg_record_counts') }}
-- depends_on: {{ ref('rejection_remedies') }}
-- depends_on: {{ ref('stg_rejected_records') }}
-- depends_on: {{ ref('stg_erased_customers') }}
with links as (
    select
        links.record_key,
        links.customer_id
    from {{ ref('int_customer_links') }} as links
    inner join {{ ref('int_customer_permissions') }} as permissions on links.customer_id = permissions.customer_id
    where permissions.may_analyse and {{ 'true' if publishes_history() else 'false' }}
),

{%- if is_incremental() %}

before as (
    {{ latest_states(this, 'record_key') }}
),
{%- else %}

before as (
    select
        record_key,
        customer_id
    from links
    where 1 = 0
),
{%- endif %}

final as (
    select
        links.record_key,
        links.customer_id,
        before.customer_id as previous_customer_id,
        {{ as_of_date() }} as valid_from
    from links
    left join before on links.record_key = before.record_key
    where before.record_key is null or before.customer_id <> links.customer_id
)

select * from final
