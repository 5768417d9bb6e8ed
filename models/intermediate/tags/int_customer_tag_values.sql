{{ config(materialized='view') }}

-- The tags of int_customer_tags, one row a customer and tag, each with its evidence. A view: the mart keeps the rows.
-- What must stand before any mart is built: the catalogue, and the rejected records that conservation tests count.
-- depends_on: {{ ref('int_tag_definitions') }}
-- depends_on: {{ ref('stg_rejected_records') }}
{%- set evidence = {
    'customer_type': 'customer_type_source',
    'gender': 'gender_source',
    'age_group': 'age_span',
    'purchase_frequency': 'orders_365d',
    'purchase_recency': 'days_since_last_order',
    'spend_level': 'net_spend_365d',
    'order_value_level': 'mean_order_value_365d',
    'product_preference': 'preferred_category_net_spend_365d',
    'rfm_recency_score': 'days_since_last_order',
    'rfm_frequency_score': 'orders_365d',
    'rfm_monetary_score': 'net_spend_365d',
    'customer_grade': 'rfm_total_score',
    'rfm_segment': 'rfm_scores',
    'price_sensitivity': 'promotion_order_share_365d',
    'lifecycle_stage': 'days_since_first_and_last_order',
    'promotion_participation': 'promotion_orders_365d',
} %}

with customer_tags as (
    select * from {{ ref('int_customer_tags') }}
),

final as (
    {%- for tag_code, metric in evidence.items() %}
    select
        customer_id,
        '{{ tag_code }}' as tag_code,
        {{ tag_code }} as tag_value,
        '{{ metric }}' as evidence_metric,
        cast({{ metric }} as {{ dbt.type_string() }}) as evidence
    from customer_tags
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
