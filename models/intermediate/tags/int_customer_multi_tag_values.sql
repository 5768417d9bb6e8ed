-- Tags with several values: one row per customer, tag and value. Values set by people are added to the computed ones.
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
),

added as (
    select manual_tags.* from manual_tags
    inner join definitions on manual_tags.tag_code = definitions.tag_code
),

final as (
    select
        coalesce(added.customer_id, computed.customer_id) as customer_id,
        coalesce(added.tag_code, computed.tag_code) as tag_code,
        coalesce(added.tag_value, computed.tag_value) as tag_value,
        case when added.tag_code is null then computed.evidence_metric else 'manual_tag_id' end as evidence_metric,
        case when added.tag_code is null then computed.evidence else added.manual_tag_id end as evidence,
        case when added.tag_code is null then 'computed' else 'manual' end as source,
        added.set_by,
        added.set_date,
        added.valid_until,
        computed.tag_value as computed_value
    from computed
    full outer join added
        on
            computed.customer_id = added.customer_id
            and computed.tag_code = added.tag_code
            and computed.tag_value = added.tag_value
)

select * from final
