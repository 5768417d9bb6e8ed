-- The last review of each value that a customer had, up to the as-of date.
with reviews as (
    select * from {{ ref('stg_tag_reviews') }}
    where reviewed_date <= {{ as_of_date() }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

permissions as (
    select * from {{ ref('int_customer_permissions') }}
    where may_analyse
),

ranked as (
    select
        links.customer_id,
        reviews.*,
        row_number() over (
            partition by links.customer_id, reviews.tag_code, reviews.definition_version, reviews.tag_value
            order by reviews.reviewed_at desc, reviews.tag_review_id desc, reviews.source_system desc
        ) as review_rank
    from reviews
    inner join links
        on
            reviews.customer_source_system = links.source_system
            and reviews.source_customer_id = links.source_customer_id
    inner join permissions on links.customer_id = permissions.customer_id
),

final as (
    select
        customer_id,
        tag_code,
        definition_version,
        tag_value,
        verdict,
        correct_value,
        reviewed_by,
        reviewed_date
    from ranked
    where review_rank = 1
)

select * from final
