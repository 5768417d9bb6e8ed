{% macro union_source_systems(entity, columns, required) -%}
    {#-
        All rows of one canonical entity, from every system that var('source_systems') names for it, after a typed
        relation without rows, so that an entity that no system has is an empty table. Columns that a system leaves out
        are null.

        entity:    name of the canonical entity; a system's rows come from base_<system>__<entity>
        columns:   {column: generic dbt type}, the entity's canonical columns (docs/entities.md)
        required:  the columns that every system must have
    -#}
    select
    {%- for column, type in columns.items() %}
        cast(null as {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    where 1 = 0
    {%- for system, entities in source_systems().items() if entity in entities %}
    {%- set relation = ref('base_' ~ system ~ '__' ~ entity) %}
    {%- set given = columns_given(system, entity, relation, columns, required) %}

    union all

    select
        {%- for column, type in columns.items() %}
        cast(
            {{- column if column in given else "'" ~ system ~ "'" if column == 'source_system' else 'null' }} as {# -#}
            {{ api.Column.translate_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- endfor %}
{%- endmacro %}

{% macro columns_given(system, entity, relation, columns, required) -%}
    {#- The canonical columns of a base model: all of them while it is not built. Stops at a missing or misspelt
        column. -#}
    {%- set found = column_names(relation) | map('lower') | list -%}
    {%- if not found -%}
        {{- return(columns) -}}
    {%- endif -%}
    {%- set file = 'PROBLEM base_' ~ system ~ '__' ~ entity ~ '.sql: ' -%}
    {%- for column in found if column not in columns -%}
        {{- exceptions.raise_compiler_error(
            file ~ 'gives ' ~ column ~ ', which is no column of ' ~ entity ~ '; it has ' ~ columns | join(', ')
        ) -}}
    {%- endfor -%}
    {%- for column in required if column not in found -%}
        {{- exceptions.raise_compiler_error(
            file ~ 'does not give ' ~ column ~ ', which ' ~ entity ~ ' need of every system; add it (docs/entities.md)'
        ) -}}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro canonical_entities() -%}
    {#- {entity: [key of a row in staging, its day]} of all canonical entities (docs/entities.md), then of packs. -#}
    {%- set entities = {
        'customers': ['source_customer_id', 'created_at'],
        'orders': ['order_id', 'ordered_at'],
        'order_items': ['order_item_id', none],
        'products': ['product_id', none],
        'product_attributes': ['product_attribute_id', none],
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
        'refunds': ['refund_id', 'refunded_at'],
        'exchange_rates': ['exchange_rate_id', 'rate_date'],
        'manual_tags': ['manual_tag_id', 'set_at'],
        'tag_reviews': ['tag_review_id', 'reviewed_at'],
        'erasure_requests': ['request_key', 'requested_at'],
        'campaign_assignments': ['campaign_assignment_id', 'assigned_at'],
        'cdp_acknowledgements': ['acknowledgement_id', 'acknowledged_at'],
        'cdp_reported_profiles': ['reported_profile_id', none],
    } -%}
    {%- for pack in active_packs() -%}
        {%- do entities.update(context[pack ~ '_pack']().entities) -%}
    {%- endfor -%}
    {{- return(entities) -}}
{%- endmacro %}

{% macro source_systems() -%}
    {#- var('source_systems'), {system: [entity, ...]}; stops if it is something else. -#}
    {%- set systems = var('source_systems') -%}
    {%- if systems is not mapping or not systems -%}
        {{- exceptions.raise_compiler_error("PROBLEM var source_systems is " ~ systems
            ~ '; list the entities of each system, such as {my_shop: [customers, orders]}') -}}
    {%- endif -%}
    {%- for system, entities in systems.items() -%}
        {%- if entities is string or entities is mapping or entities is not iterable -%}
            {{- exceptions.raise_compiler_error('PROBLEM var source_systems, ' ~ system ~ ': is ' ~ entities
                ~ '; list its entities, such as [customers, orders]') -}}
        {%- endif -%}
    {%- endfor -%}
    {{- return(systems) -}}
{%- endmacro %}
