-- Which tags an active destination gets.
with destinations as (
    select
        *,
        ' ' || coalesce(tags, '') || ' ' as tag_list
    from {{ ref('destinations') }}
    where status = 'active'
),

tags as (
    select * from {{ ref('int_tag_definitions') }}
    where status = 'active'
),

final as (
    select
        destinations.destination,
        destinations.purpose,
        destinations.key,
        tags.tag_code,
        tags.version
    from destinations
    inner join tags
        on
            destinations.tag_list = ' all '
            or {{ dbt.position("' ' || tags.tag_code || ' '", 'destinations.tag_list') }} > 0
    where destinations.purpose <> 'sharing' or tags.sensitivity <> 'personal'
)

select * from final
