-- After a published day each destination holds the customers whom its purpose allows, no more and no fewer, and its
-- numbers have no gap.
with destinations as (
    select distinct
        destination,
        purpose,
        key
    from {{ ref('int_destination_tags') }}
),

held as (
    select
        destination,
        purpose,
        count(*) as key_count
    from {{ ref('cdp_profiles') }}
    where valid_to = cast('9999-12-31' as date)
    group by destination, purpose
),

allowed as (
    select
        destinations.destination,
        sum(case
            when destinations.purpose = 'marketing' and permissions.may_market then 1
            when destinations.purpose = 'sharing' and permissions.may_share then 1
            when destinations.purpose = 'analytics' and permissions.may_analyse then 1
            else 0
        end) as key_count
    from destinations
    cross join {{ ref('customer_tags') }} as tags
    inner join {{ ref('customer_permissions') }} as permissions on tags.customer_id = permissions.customer_id
    group by destinations.destination
),

strangers as (
    select profiles.destination
    from {{ ref('cdp_profiles') }} as profiles
    inner join destinations on profiles.destination = destinations.destination
    left join {{ ref('customer_permissions') }} as permissions
        on profiles.key = permissions.customer_id and permissions.may_market
    where
        destinations.purpose = 'marketing'
        and destinations.key = 'customer_id'
        and profiles.valid_to = cast('9999-12-31' as date)
        and permissions.customer_id is null
),

gaps as (
    select destination
    from {{ ref('cdp_profile_changes') }}
    group by destination
    having min(sequence) <> 1 or max(sequence) <> count(*)
)

select coalesce(held.destination, allowed.destination) as destination
from held
full outer join allowed on held.destination = allowed.destination
inner join {{ ref('tag_runs') }} as runs on runs.as_of_date = {{ as_of_date() }}
where
    coalesce(held.key_count, 0) <> coalesce(allowed.key_count, 0)
    and runs.as_of_date >= (select max(all_runs.as_of_date) from {{ ref('tag_runs') }} as all_runs)
union all
select destination from strangers
union all
select destination from gaps
