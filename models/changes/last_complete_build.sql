-- What the next daily run goes on from; no row after a run of only some models. It is written when all marts are, and
-- what was noted for them is forgotten.
-- depends_on: {{ ref('customer_tags') }}, {{ ref('customer_tag_values') }}, {{ ref('customer_shared_tags') }}
-- depends_on: {{ ref('customer_marketing_tags') }}, {{ ref('customer_permissions') }}, {{ ref('customer_id_aliases') }}
-- depends_on: {{ ref('customer_erasures') }}, {{ ref('dim_tags') }}, {{ ref('dim_tag_values') }}
{{ config(materialized='table', post_hook="{{ forget_changes() }}") }}
with erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        '{{ build_settings() }}' as settings_hash,
        {{ all_erased_customers() }} as erased_customers_hash
    from erased_customers
    {%- if execute and not is_whole_run() %}
    having 1 = 0
    {%- endif %}
)

select * from final
