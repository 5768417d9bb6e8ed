{{ config(materialized='view') }}
{%- set tags = published_tags() %}

with compared as (
    select
        *,
        lag(tags_hash) over (partition by customer_id order by valid_from) as tags_hash_before
    from {{ ref('customer_tag_states') }}
),

-- a state may differ in who set the tags only
states as (
    select
        *,
        lead(valid_from) over (partition by customer_id order by valid_from) as next_from
    from compared
    where tags_hash is distinct from tags_hash_before
),

final as (
    select
        customer_id,
        valid_from,
        coalesce(next_from, cast('9999-12-31' as date)) as valid_to,
        {%- for tag_code in tags %}
        {{ tag_code }},
        {%- endfor %}
        tags_hash
    from states
    where is_customer
)

select * from final
