{{ config(materialized='view') }}

-- Each value of each customer, with the period in which it held. A change that removes a value ends its period.
with changes as (
    select
        changes.*,
        case when tags.cardinality = 'multi' then coalesce(changes.new_value, changes.old_value) end as multi_value
    from {{ ref('customer_tag_changes') }} as changes
    inner join {{ ref('dim_tags') }} as tags on changes.tag_code = tags.tag_code
),

periods as (
    select
        *,
        lead(changed_on) over (
            partition by customer_id, tag_code, multi_value order by changed_on
        ) as next_changed_on
    from changes
),

final as (
    select
        customer_id,
        tag_code,
        new_value as tag_value,
        changed_on as valid_from,
        coalesce(next_changed_on, cast('9999-12-31' as date)) as valid_to,
        next_changed_on is null as is_current,
        cause,
        cause_detail,
        source,
        set_by,
        definition_version
    from periods
    where new_value is not null
)

select * from final
