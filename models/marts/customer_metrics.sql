{{ config(materialized='view', access='protected', contract={'enforced': false}) }}

-- The numbers behind the tags, of every customer who may be analysed. Without a contract: vars metric_windows and packs
-- decide which columns there are.
-- depends_on: {{ ref('int_tag_definitions') }}
with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where may_analyse
),

final as (
    select
        metrics.*,
        {%- for pack, number in pack_numbers() %}
        {{ pack }}.{{ number }},
        {%- endfor %}
        permissions.as_of_date
    from metrics
    inner join permissions on metrics.customer_id = permissions.customer_id
    {%- for pack in active_packs() %}
    inner join {{ ref('int_customer_metrics__' ~ pack) }} as {{ pack }}
        on metrics.customer_id = {{ pack }}.customer_id
    {%- endfor %}
)

select * from final
