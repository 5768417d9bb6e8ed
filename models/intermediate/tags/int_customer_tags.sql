-- All single-valued tags of a customer side by side, each with its evidence; values set by people, or taken over from
-- other systems, replace computed ones, which are kept beside them. Of a yielding tag they only replace a value that
-- says why there is none. The tags are those in the contracts of the wide marts.
{%- set yielding_tags = yielding_tags() %}
-- depends_on: {{ ref('int_tag_definitions') }}
-- depends_on: {{ ref('int_tag_bands') }}
with computed as (
    select * -- noqa: RF02
    from {{ ref('int_tags__bands') }}
    inner join {{ ref('int_tags__basic_attributes') }} using (customer_id)
    inner join {{ ref('int_tags__behaviour') }} using (customer_id)
    inner join {{ ref('int_tags__value') }} using (customer_id)
    inner join {{ ref('int_tags__needs_and_preference') }} using (customer_id)
    inner join {{ ref('int_tags__lifecycle_and_status') }} using (customer_id)
    inner join {{ ref('int_tags__marketing') }} using (customer_id)
    inner join {{ ref('int_tags__defaults') }} using (customer_id)
    {%- for pack in active_packs() %}
    inner join {{ ref('int_tags__' ~ pack) }} using (customer_id)
    {%- endfor %}
),

-- few customers have any
manual_tags as (
    select
        {%- for tag_code in single_valued_tags() %}
        max(case when tag_code = '{{ tag_code }}' then tag_value end) as {{ tag_code }},
        {%- endfor %}
        {%- for tag_code in yielding_tags %}
        max(case when tag_code = '{{ tag_code }}' and yields_to_computed then 1 else 0 end) as {{ tag_code }}__yields,
        {%- endfor %}
        customer_id
    from {{ ref('int_manual_tags') }}
    group by customer_id
),

final as (
    select
        {%- for tag_code in single_valued_tags() %}
        {%- if tag_code in yielding_tags %}
        case
            when manual_tags.{{ tag_code }}__yields = 1 and absent_{{ tag_code }}.tag_value is null
                then computed.{{ tag_code }}
            else coalesce(manual_tags.{{ tag_code }}, computed.{{ tag_code }})
        end as {{ tag_code }},
        {%- else %}
        coalesce(manual_tags.{{ tag_code }}, computed.{{ tag_code }}) as {{ tag_code }},
        {%- endif %}
        computed.{{ tag_code }} as {{ tag_code }}__computed,
        cast(computed.{{ tag_code }}__evidence as {{ dbt.type_string() }}) as {{ tag_code }}__evidence,
        {%- endfor %}
        {%- for tag_code in model_tags() %}
        computed.{{ tag_code }}__set_by,
        {%- endfor %}
        computed.customer_id
    from computed
    left join manual_tags on computed.customer_id = manual_tags.customer_id
    {%- for tag_code in yielding_tags %}
    left join {{ ref('int_tag_bands') }} as absent_{{ tag_code }}
        on
            absent_{{ tag_code }}.tag_code = '{{ tag_code }}'
            and computed.{{ tag_code }} = absent_{{ tag_code }}.tag_value
            and absent_{{ tag_code }}.absent_reason is not null
    {%- endfor %}
)

select * from final
