-- Whole records that staging leaves out. Keys only: no other raw value is repeated here.
{%- set keys = {
    'customers': 'source_customer_id',
    'orders': 'order_id',
    'order_items': 'order_item_id',
    'products': 'product_id',
    'promotions': 'promotion_id',
    'order_promotions': 'order_promotion_id',
    'customer_identifiers': 'customer_identifier_id',
    'identity_decisions': 'identity_decision_id',
    'consents': 'consent_id',
    'interactions': 'interaction_id',
    'service_contacts': 'service_contact_id',
    'opportunities': 'sales_record_id',
    'model_scores': 'model_score_id',
    'memberships': 'membership_id',
    'coupons': 'coupon_id',
    'costs': 'cost_id',
    'returns': 'return_id',
    'manual_tags': 'manual_tag_id',
} %}

with final as (
    {%- for entity, key in keys.items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ key }} as record_key,
        rejection_reason,
        unreadable_columns
    from {{ ref('stg_' ~ entity ~ '__checked') }}
    where rejection_reason is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
