-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('int_customer_permissions') }}
-- depends_on: {{ ref('stg_erased_customers') }}
-- depends_on: {{ ref('source_record_counts') }}
-- The log behind customer_tag_history: a row per customer and day on which any tag changed, or on which the customer
-- came or left. A run reads the latest row of each customer and adds those of its own day.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from', first=true) }}", "{{ forget_people('customer_id') }}"],
) }}
{%- set tags = published_tags() %}

with published as (
    select
        customer_id,
        {%- for tag_code in tags %}
        {{ tag_code }},
        {%- endfor %}
        md5({{ tags | join(" || '/' || ") or 'customer_id' }}) as tags_hash
    from {{ ref('customer_tags') }}
    {%- if not publishes_history() %}
    where 1 = 0
    {%- endif %}
),

{%- if is_incremental() %}

ranked as (
    select
        *,
        row_number() over (partition by customer_id order by valid_from desc) as state_rank
    from {{ this }}
),

before as (
    select * from ranked
    where state_rank = 1 and is_customer
),

final as (
    select
        published.*,
        {{ as_of_date() }} as valid_from,
        true as is_customer
    from published
    left join before on published.customer_id = before.customer_id
    where before.customer_id is null or before.tags_hash <> published.tags_hash

    union all

    select
        before.customer_id,
        {%- for tag_code in tags %}
        cast(null as {{ dbt.type_string() }}) as {{ tag_code }},
        {%- endfor %}
        cast(null as {{ dbt.type_string() }}) as tags_hash,
        {{ as_of_date() }} as valid_from,
        false as is_customer
    from before
    left join published on before.customer_id = published.customer_id
    where published.customer_id is null and {{ 'true' if publishes_history() else 'false' }}
)
{%- else %}

final as (
    select
        *,
        {{ as_of_date() }} as valid_from,
        true as is_customer
    from published
)
{%- endif %}

select * from final
