-- destinations.csv names purposes, keys and tags that there are, and no tag that the purpose forbids.

with destinations as (
    select
        *,
        seed_file || ', row ' || coalesce(destination, '(destination empty)') as row_name,
        ' ' || coalesce(tags, '') || ' ' as tag_list
    from ({{ seed_rows('destinations') }}) as destinations
),

tags as (
    select
        tag_code,
        sensitivity
    from {{ ref('int_tag_definitions') }}
    where status in ('active', 'retiring')
    {%- for field in ['segments', 'campaign_arms'] %}
    union all
    select
        '{{ field }}' as tag_code,
        'of purpose' as sensitivity
    {%- endfor %}
    union all
    select
        'all' as tag_code,
        'internal' as sensitivity
),

-- what is left of a list once all tags are taken out
listed as (
    select
        destinations.row_name,
        destinations.tags,
        length(replace(destinations.tags, ' ', '')) as listed_length,
        sum(length(tags.tag_code)) as known_length
    from destinations
    left join tags on {{ dbt.position("' ' || tags.tag_code || ' '", 'destinations.tag_list') }} > 0
    group by destinations.row_name, destinations.tags
),

problems as (
    select row_name || ': write the destination in small letters, digits and underscores' as problem
    from destinations
    where destination is null or not {{ matches_regex('destination', '^[a-z][a-z0-9_]{0,62}$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from destinations
    group by destination
    having count(*) > 1

    union all

    select
        row_name || ': purpose is ' || coalesce('"' || purpose || '"', 'empty')
        || '; write analytics, marketing or sharing' as problem
    from destinations
    where purpose is null or purpose not in ('analytics', 'marketing', 'sharing')

    union all

    select
        row_name || ': key is ' || coalesce('"' || key || '"', 'empty')
        || '; write customer_id or pseudonym' as problem
    from destinations
    where key is null or key not in ('customer_id', 'pseudonym')

    union all

    select row_name || ': purpose sharing gets no customer_id; write pseudonym' as problem
    from destinations
    where purpose = 'sharing' and key = 'customer_id'

    union all

    select
        row_name || ': status is ' || coalesce('"' || status || '"', 'empty') || '; write draft, active or retired'
            as problem
    from destinations
    where status is null or status not in ('draft', 'active', 'retired')

    union all

    select row_name || ': owner is empty; name the team that answers for it' as problem
    from destinations
    where owner is null

    union all

    select
        row_name || ': tags is empty; write all, or tag codes separated by blanks, and segments, campaign_arms'
            as problem
    from destinations
    where tags is null

    union all

    select
        row_name || ': tags has a code that is no active tag, or stands twice: "' || tags
        || '"; write codes of tag_definitions.csv, separated by one blank' as problem
    from listed
    where listed_length <> coalesce(known_length, 0)

    union all

    select
        destinations.row_name || ': tag ' || tags.tag_code
        || ' is personal, which purpose sharing does not allow; take it out' as problem
    from destinations
    inner join tags on {{ dbt.position("' ' || tags.tag_code || ' '", 'destinations.tag_list') }} > 0
    where destinations.purpose = 'sharing' and tags.sensitivity = 'personal'

    union all

    select
        destinations.row_name || ': tag ' || tags.tag_code || ' is medical and leaves for no destination; take it out'
            as problem
    from destinations
    inner join tags on {{ dbt.position("' ' || tags.tag_code || ' '", 'destinations.tag_list') }} > 0
    where tags.sensitivity = 'medical'

    union all

    select
        destinations.row_name || ': ' || tags.tag_code
        || ' are of analytics or marketing, not of sharing; take them out' as problem
    from destinations
    inner join tags on {{ dbt.position("' ' || tags.tag_code || ' '", 'destinations.tag_list') }} > 0
    where destinations.purpose = 'sharing' and tags.sensitivity = 'of purpose'
)

select problem from problems
