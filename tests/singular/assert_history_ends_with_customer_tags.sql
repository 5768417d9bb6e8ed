-- The open periods of the last published day are the tags of that day: the same customers, the same values.
{%- set tags = published_tags() %}

with wide as (
    select * -- noqa: RF02
    from {{ ref('customer_tags') }} -- noqa: LT02
    {%- for pack in active_packs() %}
    inner join {{ ref('customer_tags__' ~ pack) }} using (customer_id) -- noqa: LT02
    {%- endfor %}
),

published as (
    select
        customer_id,
        md5({{ tags | join(" || '/' || ") or 'customer_id' }}) as tags_hash
    from wide
),

current_periods as (
    select
        customer_id,
        tags_hash
    from {{ ref('customer_tag_history') }}
    where valid_to = cast('9999-12-31' as date)
),

compared as (
    select coalesce(published.customer_id, current_periods.customer_id) as customer_id
    from published
    full outer join current_periods on published.customer_id = current_periods.customer_id
    where published.tags_hash is distinct from current_periods.tags_hash
)

select compared.customer_id
from compared
inner join {{ ref('tag_runs') }} as runs on runs.as_of_date = {{ as_of_date() }}
where runs.as_of_date >= (select max(all_runs.as_of_date) from {{ ref('tag_runs') }} as all_runs)
