-- Whole records that staging leaves out. Keys and days only: no other raw value is repeated here.
{%- set keys = {
    'customers': ['source_customer_id', 'created_at'],
    'orders': ['order_id', 'ordered_at'],
    'order_items': ['order_item_id', none],
    'products': ['product_id', none],
    'promotions': ['promotion_id', none],
    'order_promotions': ['order_promotion_id', none],
    'customer_identifiers': ['customer_identifier_id', 'first_seen_at'],
    'identity_decisions': ['identity_decision_id', 'decided_at'],
    'consents': ['consent_key', 'decided_at'],
    'interactions': ['interaction_id', 'occurred_at'],
    'service_contacts': ['service_contact_id', 'contacted_at'],
    'opportunities': ['sales_record_id', 'contacted_at'],
    'model_scores': ['model_score_id', 'scored_at'],
    'memberships': ['membership_id', 'joined_at'],
    'coupons': ['coupon_id', 'issued_at'],
    'costs': ['cost_id', 'incurred_at'],
    'returns': ['return_id', 'returned_at'],
    'manual_tags': ['manual_tag_id', 'set_at'],
    'erasure_requests': ['request_key', 'requested_at'],
} %}

with final as (
    {%- for entity, (key, date) in keys.items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ key }} as record_key,
        cast({{ date or 'null' }} as date) as record_date,
        rejection_reason,
        unreadable_columns
    from {{ ref('stg_' ~ entity ~ '__validated') }}
    where rejection_reason is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select * from final
