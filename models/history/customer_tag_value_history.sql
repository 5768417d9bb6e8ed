{{ config(materialized='view') }}

-- Each value of each customer, with the period in which it held. A change that removes a value ends its period.
with changes as (
    select
        changes.*,
        case when tags.cardinality = 'multi' then coalesce(changes.new_value, changes.old_value) end as multi_value
    from {{ ref('customer_tag_changes') }} as changes
    inner join {{ ref('dim_tags') }} as tags on changes.tag_code = tags.tag_code
),

-- most customers changed on one day only; sorting their values, too, would take half as long again
changed_again as (
    select customer_id
    from {{ ref('customer_tag_changes') }}
    group by customer_id
    having min(changed_on) < max(changed_on)
),

periods as (
    select
        changes.*,
        lead(changes.changed_on) over (
            partition by changes.customer_id, changes.tag_code, changes.multi_value order by changes.changed_on
        ) as next_changed_on
    from changes
    inner join changed_again on changes.customer_id = changed_again.customer_id
    union all
    select
        changes.*,
        cast(null as date) as next_changed_on
    from changes
    left join changed_again on changes.customer_id = changed_again.customer_id
    where changed_again.customer_id is null
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
