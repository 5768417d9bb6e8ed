-- depends_on: {{ ref('customer_tags') }}
with tag_values as (
    select * from {{ ref('int_tag_values') }}
),

final as (
    select
        tag_code,
        tag_value,
        label_zh,
        label_en,
        display_name_zh,
        display_name_en,

        -- the value's band
        min_value,
        max_value,
        closed,

        absent_reason,
        score,
        rank,
        overridden_by
    from tag_values
)

select * from final
