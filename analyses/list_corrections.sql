-- Where people, or other systems, gave another value than the definition, by tag and value: many of a kind argue for a
-- better rule. Of a tag with several values, those that were added; an empty computed value means that there was none.
--
--     dbt show --select list_corrections --limit 20 --output json
with tag_values as (
    select tag_values.*
    from {{ ref('customer_tag_values') }} as tag_values
    inner join {{ ref('dim_tags') }} as tags on tag_values.tag_code = tags.tag_code
    -- what only people set corrects nothing
    where tags.kind <> 'manual'
),

corrections as (
    select
        tag_code,
        computed_value,
        tag_value as corrected_to,
        source,
        count(*) as customers,
        count(distinct set_by) as authors,
        min(set_date) as first_set_on,
        max(set_date) as last_set_on
    from tag_values
    where source in ('manual', 'imported') and (computed_value is null or tag_value <> computed_value)
    group by tag_code, computed_value, tag_value, source
),

totals as (
    select
        tag_code,
        count(*) as all_values
    from tag_values
    group by tag_code
),

final as (
    select
        corrections.*,
        round(1000.0 * corrections.customers / totals.all_values, 1) as per_1000_values
    from corrections
    inner join totals on corrections.tag_code = totals.tag_code
)

select * from final
order by customers desc, tag_code asc, corrected_to asc
