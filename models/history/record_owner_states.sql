-- The log of which customer each record belongs to: a row per record and day on which that changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from') }}", "{{ forget_people('record_key') }}"],
) }}
-- depends_on: {{ ref('customer_tag_states') }}
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

ranked as (
    select
        *,
        row_number() over (partition by record_key order by valid_from desc) as state_rank
    from {{ this }}
),

before as (
    select * from ranked
    where state_rank = 1
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
