-- Which tags an active destination gets, and whether segments and campaign arms of its customers, too: `segments` and
-- `campaign_arms`, which `all` does not mean. Medical tags leave for no destination.
with destinations as (
    select
        *,
        ' ' || coalesce(tags, '') || ' ' as tag_list
    from ({{ seed_rows('destinations') }}) as destinations
    where status = 'active'
),

fields as (
    select
        tag_code,
        version,
        sensitivity,
        true as is_tag
    from {{ ref('int_tag_definitions') }}
    where status in ('active', 'retiring')
    {%- for field in ['segments', 'campaign_arms'] %}
    union all
    select
        '{{ field }}' as tag_code,
        1 as version,
        'internal' as sensitivity,
        false as is_tag
    {%- endfor %}
),

final as (
    select
        destinations.destination,
        destinations.purpose,
        destinations.key,
        fields.tag_code,
        fields.version
    from destinations
    inner join fields
        on
            (fields.is_tag and {{ dbt.position("' all '", 'destinations.tag_list') }} > 0)
            or {{ dbt.position("' ' || fields.tag_code || ' '", 'destinations.tag_list') }} > 0
    where
        fields.sensitivity <> 'medical'
        and (destinations.purpose <> 'sharing' or (fields.is_tag and fields.sensitivity <> 'personal'))
)

select * from final
