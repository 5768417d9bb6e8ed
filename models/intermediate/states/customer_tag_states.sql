-- The log of what was published of each customer: a row per customer and day on which any tag changed, or on which the
-- customer came or left. A run reads the latest row of each customer and adds those of its own day. Until its next
-- refresh a weekly or monthly tag keeps its published value, unless something must be seen at once. A stepped tag keeps
-- it, too, until it was lower at so many refreshes in a row; <tag>__lower counts them.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('stg_erased_customers') }}
-- depends_on: {{ ref('tag_version_states') }}
-- depends_on: {{ ref('int_tag_definitions') }}
-- depends_on: {{ ref('int_tag_values') }}
{%- set tags = published_tags() %}
{%- set kept_tags = tags_between_refreshes() %}
{%- set kept_data_tags = tags_between_refreshes(values_from_data=true) %}
{%- set stepped_tags = stepped_tags() if is_incremental() else {} %}
{%- set known_columns = column_names(this) if is_incremental() else [] %}
{%- set retired_tags = retired_tags(this) if is_incremental() else [] %}
{#- null for nearly every customer, which spares the search for each tag -#}
{%- set touched_tags = "nullif(coalesce(before.manual_tags, '') || coalesce(manual_tags.manual_tags, ''), '')" %}
{%- set lower_before = {} %}
{%- for tag_code in stepped_tags %}
    {%- set column = tag_code ~ '__lower' %}
    {%- do lower_before.update({tag_code: 'coalesce(before.' ~ column ~ ', 0)' if column in known_columns else '0'}) %}
{%- endfor %}

with computed as (
    select tags.*
    from {{ ref('int_customer_tags') }} as tags
    inner join {{ ref('int_customer_permissions') }} as permissions on tags.customer_id = permissions.customer_id
    where permissions.may_analyse and {{ 'true' if publishes_history() else 'false' }}
),

multi_tag_states as (
    {{ latest_states(ref('customer_multi_tag_states'), 'customer_id, tag_code, tag_value') }}
),

value_lists as (
    select
        {%- for tag_code in multi_valued_tags() %}
        {{ json_list('tag_value', "tag_code = '" ~ tag_code ~ "'") }} as {{ tag_code }},
        {%- endfor %}
        customer_id
    from multi_tag_states
    where is_there
    group by customer_id
),

-- which tags people set; once they don't any more, the definition holds at once
manual_tags as (
    select
        customer_id,
        {{ json_list('tag_code', '1 = 1') }} as manual_tags
    from {{ ref('int_manual_tags') }}
    group by customer_id
),

owners as (
    select * from {{ ref('record_owner_states') }}
    where valid_from = {{ as_of_date() }}
),

-- who is new, was merged or split
regrouped as (
    select customer_id from owners
    union distinct
    select previous_customer_id as customer_id from owners
),

{%- if is_incremental() %}

latest as (
    {{ latest_states(this, 'customer_id') }}
),

before as (
    select * from latest
    where is_customer
),
{%- else %}

before as (
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as manual_tags,
        cast(null as {{ dbt.type_string() }}) as tags_hash
    from computed
    where 1 = 0
),
{%- endif %}

{%- if stepped_tags %}

-- rank 1 is the highest value; a value for what is absent has none here
ranks as (
    select
        tag_code,
        tag_value,
        rank,
        down_after
    from {{ ref('int_tag_values') }}
    where absent_reason is null
),

lower_values as (
    select
        {%- for tag_code, down_after in stepped_tags.items() %}
        case
            when regrouped.customer_id is not null
                or {{ touched_tags }} like '%"{{ tag_code }}"%'
                then 0
            {%- if tag_code in kept_tags %}
            else {{ lower_before[tag_code] }}
            {%- else %}
            when
                computed_{{ tag_code }}.rank > before_{{ tag_code }}.rank
                and {{ lower_before[tag_code] }} + 1 < coalesce(before_{{ tag_code }}.down_after, {{ down_after }})
                then {{ lower_before[tag_code] }} + 1
            else 0
            {%- endif %}
        end as {{ tag_code }}__lower,
        {%- endfor %}
        before.customer_id
    from before
    inner join computed on before.customer_id = computed.customer_id
    left join manual_tags on before.customer_id = manual_tags.customer_id
    left join regrouped on before.customer_id = regrouped.customer_id
    {%- for tag_code in stepped_tags %}
    left join ranks as computed_{{ tag_code }}
        on
            computed_{{ tag_code }}.tag_code = '{{ tag_code }}'
            and computed.{{ tag_code }} = computed_{{ tag_code }}.tag_value
    left join ranks as before_{{ tag_code }}
        on
            before_{{ tag_code }}.tag_code = '{{ tag_code }}'
            and before.{{ tag_code }} = before_{{ tag_code }}.tag_value
    {%- endfor %}
),
{%- endif %}

published as (
    select
        computed.customer_id,
        {%- for tag_code in tags %}
        {%- if tag_code in multi_valued_tags() %}
        coalesce(value_lists.{{ tag_code }}, '[]') as {{ tag_code }},
        {%- elif tag_code in kept_tags and tag_code in known_columns %}
        case
            when
                before.{{ tag_code }} is null
                or regrouped.customer_id is not null
                {%- if tag_code in kept_data_tags %}
                -- a category, say, that is not there any more
                or known_{{ tag_code }}.tag_value is null
                {%- endif %}
                or {{ touched_tags }} like '%"{{ tag_code }}"%'
                then computed.{{ tag_code }}
            else before.{{ tag_code }}
        end as {{ tag_code }},
        {%- elif tag_code in stepped_tags and tag_code in known_columns %}
        case
            when lower_values.{{ tag_code }}__lower > 0 then before.{{ tag_code }}
            else computed.{{ tag_code }}
        end as {{ tag_code }},
        {%- else %}
        computed.{{ tag_code }},
        {%- endif %}
        {%- endfor %}
        {%- for tag_code in stepped_tags %}
        coalesce(lower_values.{{ tag_code }}__lower, 0) as {{ tag_code }}__lower,
        {%- endfor %}
        manual_tags.manual_tags
    from computed
    left join value_lists on computed.customer_id = value_lists.customer_id
    left join manual_tags on computed.customer_id = manual_tags.customer_id
    -- not read where every tag is due
    left join before on computed.customer_id = before.customer_id -- noqa: ST11
    left join regrouped on computed.customer_id = regrouped.customer_id -- noqa: ST11
    {%- if stepped_tags %}
    left join lower_values on computed.customer_id = lower_values.customer_id
    {%- endif %}
    {%- for tag_code in kept_data_tags if tag_code in known_columns and tag_code in single_valued_tags() %}
    left join {{ ref('int_tag_values') }} as known_{{ tag_code }}
        on
            known_{{ tag_code }}.tag_code = '{{ tag_code }}'
            and before.{{ tag_code }} = known_{{ tag_code }}.tag_value
    {%- endfor %}
),

hashed as (
    select
        *,
        md5({{ tags | join(" || '/' || ") or 'customer_id' }}) as tags_hash
    from published
),

final as (
    select
        hashed.customer_id,
        {%- for tag_code in tags %}
        hashed.{{ tag_code }},
        {%- endfor %}
        {%- for tag_code in tags %}
        {%- if tag_code ~ '__since' in known_columns %}
        case
            when before.{{ tag_code }} = hashed.{{ tag_code }} then before.{{ tag_code }}__since
            else {{ as_of_date() }}
        end as {{ tag_code }}__since,
        {%- else %}
        {{ as_of_date() }} as {{ tag_code }}__since,
        {%- endif %}
        {%- endfor %}
        {%- for tag_code in stepped_tags %}
        hashed.{{ tag_code }}__lower,
        {%- endfor %}
        {%- for tag_code in retired_tags %}
        cast(null as {{ dbt.type_string() }}) as {{ tag_code }},
        cast(null as date) as {{ tag_code }}__since,
        {%- endfor %}
        hashed.manual_tags,
        hashed.tags_hash,
        {{ as_of_date() }} as valid_from,
        true as is_customer
    from hashed
    left join before on hashed.customer_id = before.customer_id
    where
        before.customer_id is null
        or before.tags_hash <> hashed.tags_hash
        {%- for tag_code in stepped_tags %}
        or hashed.{{ tag_code }}__lower <> {{ lower_before[tag_code] }}
        {%- endfor %}
        or coalesce(before.manual_tags, '') <> coalesce(hashed.manual_tags, '')

    union all

    select
        before.customer_id,
        {%- for tag_code in tags %}
        cast(null as {{ dbt.type_string() }}) as {{ tag_code }},
        {%- endfor %}
        {%- for tag_code in tags %}
        cast(null as date) as {{ tag_code }}__since,
        {%- endfor %}
        {%- for tag_code in stepped_tags %}
        0 as {{ tag_code }}__lower,
        {%- endfor %}
        {%- for tag_code in retired_tags %}
        cast(null as {{ dbt.type_string() }}) as {{ tag_code }},
        cast(null as date) as {{ tag_code }}__since,
        {%- endfor %}
        cast(null as {{ dbt.type_string() }}) as manual_tags,
        cast(null as {{ dbt.type_string() }}) as tags_hash,
        {{ as_of_date() }} as valid_from,
        false as is_customer
    from before
    left join hashed on before.customer_id = hashed.customer_id
    where hashed.customer_id is null and {{ 'true' if publishes_history() else 'false' }}
)

select * from final
