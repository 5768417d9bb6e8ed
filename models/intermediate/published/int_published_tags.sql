-- What is published of every customer who may be analysed: the latest row of customer_tag_states, with what the
-- definition gives today beside it. Without history (an earlier day) that is published.
-- Must be built before any mart: the tests of what staging rejected; dbt lets a model wait for a test only if the model
-- depends on all that the test reads.
-- depends_on: {{ ref('int_tag_fingerprints') }}
-- depends_on: {{ ref('int_tag_approvals') }}
{%- for pack in packs_with('has_parameters') %}
-- depends_on: {{ ref('int_tag_parameters__' ~ pack) }}
{%- endfor %}
-- depends_on: {{ ref('stg_record_counts') }}
-- depends_on: {{ ref('rejection_remedies') }}
-- depends_on: {{ ref('stg_rejected_records') }}
-- depends_on: {{ ref('int_customer_permissions') }}
-- depends_on: {{ ref('int_customer_multi_tag_values') }}
-- depends_on: {{ ref('customer_tag_states') }}
with computed as (
    select * from {{ ref('int_customer_tags') }}
),

{%- if publishes_history() %}

states as (
    {{ latest_states(ref('customer_tag_states'), 'customer_id') }}
),

published as (
    select * from states
    where is_customer
),
{%- else %}

permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse
),

value_lists as (
    select
        {%- for tag_code in multi_valued_tags() %}
        {{ json_list('tag_value', "tag_code = '" ~ tag_code ~ "'") }} as {{ tag_code }},
        {%- endfor %}
        customer_id
    from {{ ref('int_customer_multi_tag_values') }}
    group by customer_id
),

published as (
    select
        {%- for tag_code in single_valued_tags() %}
        computed.{{ tag_code }},
        cast(null as date) as {{ tag_code }}__since,
        {%- endfor %}
        {%- for tag_code in multi_valued_tags() %}
        coalesce(value_lists.{{ tag_code }}, '[]') as {{ tag_code }},
        {%- endfor %}
        computed.customer_id
    from computed
    inner join permissions on computed.customer_id = permissions.customer_id
    left join value_lists on computed.customer_id = value_lists.customer_id
),
{%- endif %}

final as (
    select
        {%- for tag_code in single_valued_tags() %}
        published.{{ tag_code }},
        published.{{ tag_code }}__since,
        computed.{{ tag_code }}__computed,
        computed.{{ tag_code }}__evidence,
        {%- endfor %}
        {%- for tag_code in watched_tags() if publishes_history() %}
        published.{{ tag_code }}__lower,
        {%- endfor %}
        {%- for tag_code in model_tags() %}
        computed.{{ tag_code }}__set_by,
        {%- endfor %}
        {%- for tag_code in multi_valued_tags() %}
        published.{{ tag_code }},
        {%- endfor %}
        published.customer_id
    from published
    inner join computed on published.customer_id = computed.customer_id
)

select * from final
