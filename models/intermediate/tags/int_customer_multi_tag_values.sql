-- Tags with several values: one row per customer, tag and value. Values that people set,
-- or other systems gave, are added to the computed ones; those that they took away are not there.
with interests as (
    select * from {{ ref('int_customer_interests') }}
),

attributes as (
    select * from {{ ref('int_customer_attributes') }}
),

campaigns as (
    select * from {{ ref('int_customer_campaigns') }}
),

manual_tags as (
    select * from {{ ref('int_manual_tags') }}
),

definitions as (
    select * from {{ ref('int_tag_definitions') }}
    where cardinality = 'multi'
),

parameters as (
    select * from {{ ref('int_tag_parameters') }}
),

computed as (
    select
        interests.customer_id,
        'interests' as tag_code,
        interests.category as tag_value,
        'category_touches_90d' as evidence_metric,
        cast(interests.category_touches_90d as {{ dbt.type_string() }}) as evidence
    from interests
    cross join parameters
    where interests.category_touches_90d >= parameters.interests__min_touches

    union all

    select
        attributes.customer_id,
        'attribute_preferences' as tag_code,
        attributes.attribute_name || ': ' || attributes.attribute_value as tag_value,
        'attribute_item_share_365d' as evidence_metric,
        cast(attributes.attribute_item_share_365d as {{ dbt.type_string() }}) as evidence
    from attributes
    cross join parameters
    where
        attributes.attribute_value_items_365d >= parameters.attribute_preferences__min_items
        and attributes.attribute_value_items_365d
        >= parameters.attribute_preferences__min_item_share * attributes.attribute_items_365d

    union all

    select
        customer_id,
        'campaigns' as tag_code,
        campaign_id as tag_value,
        'last_campaign_date_365d' as evidence_metric,
        cast(last_campaign_date_365d as {{ dbt.type_string() }}) as evidence
    from campaigns
    {%- for pack in packs_with('has_multi_valued_tags') %}

    union all

    select
        customer_id,
        tag_code,
        tag_value,
        evidence_metric,
        evidence
    from {{ ref('int_multi_tag_values__' ~ pack) }}
    {%- endfor %}
),

manual_values as (
    select manual_tags.* from manual_tags
    inner join definitions on manual_tags.tag_code = definitions.tag_code
),

added as (
    select * from manual_values
    where operation = 'set'
),

removed as (
    select * from manual_values
    where operation = 'remove'
),

left_over as (
    select computed.*
    from computed
    left join removed
        on
            computed.customer_id = removed.customer_id
            and computed.tag_code = removed.tag_code
            and computed.tag_value = removed.tag_value
    where removed.customer_id is null
),

-- of a value that is computed and set, the tag's order of precedence says who gave it
paired as (
    select
        coalesce(added.customer_id, left_over.customer_id) as customer_id,
        coalesce(added.tag_code, left_over.tag_code) as tag_code,
        coalesce(added.tag_value, left_over.tag_value) as tag_value,
        left_over.tag_value as computed_value,
        left_over.evidence_metric,
        left_over.evidence,
        added.manual_tag_id,
        added.origin,
        added.set_by,
        added.set_date,
        added.valid_until,
        added.tag_code is null or (added.yields_to_computed and left_over.tag_code is not null) as is_computed
    from left_over
    full outer join added
        on
            left_over.customer_id = added.customer_id
            and left_over.tag_code = added.tag_code
            and left_over.tag_value = added.tag_value
),

final as (
    select
        customer_id,
        tag_code,
        tag_value,
        case when is_computed then evidence_metric else 'manual_tag_id' end as evidence_metric,
        case when is_computed then evidence else manual_tag_id end as evidence,
        case when is_computed then 'computed' else origin end as source,
        case when not is_computed then set_by end as set_by,
        case when not is_computed then set_date end as set_date,
        case when not is_computed then valid_until end as valid_until,
        computed_value
    from paired
)

select * from final
