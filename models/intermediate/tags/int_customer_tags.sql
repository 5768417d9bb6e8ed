-- All single-valued tags of a customer side by side, each with its evidence; values set by people replace computed
-- ones, which are kept beside them. The tags are those in the contract of customer_tags.
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
),

-- few customers have any
manual_tags as (
    select
        {%- for tag_code in single_valued_tags() %}
        max(case when tag_code = '{{ tag_code }}' then tag_value end) as {{ tag_code }},
        {%- endfor %}
        customer_id
    from {{ ref('int_manual_tags') }}
    group by customer_id
),

final as (
    select
        {%- for tag_code in single_valued_tags() %}
        coalesce(manual_tags.{{ tag_code }}, computed.{{ tag_code }}) as {{ tag_code }},
        computed.{{ tag_code }} as {{ tag_code }}__computed,
        cast(computed.{{ tag_code }}__evidence as {{ dbt.type_string() }}) as {{ tag_code }}__evidence,
        {%- endfor %}
        {%- for tag_code in model_tags() %}
        computed.{{ tag_code }}__set_by,
        {%- endfor %}
        computed.customer_id
    from computed
    left join manual_tags on computed.customer_id = manual_tags.customer_id
)

select * from final
