-- depends_on: {{ ref('customer_tags') }}
-- What the reviewed values should have been.
with final as (
    select
        tag_code,
        definition_version,
        tag_value,
        correct_value,
        cast(count(*) as {{ dbt.type_bigint() }}) as review_count
    from {{ ref('int_tag_reviews') }}
    group by tag_code, definition_version, tag_value, correct_value
)

select * from final
