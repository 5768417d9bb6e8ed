with tag_reviews as (
    select * from {{ source('demo_crm', 'tag_reviews') }}
),

final as (
    select
        tag_review_id,
        customer_id,
        tag_code,
        {{ read_number('definition_version') }} as definition_version,
        tag_value,
        case {{ clean_text('verdict') }}
            when '对' then 'right'
            when '错' then 'wrong'
            else verdict
        end as verdict,
        correct_value,
        reviewed_by,
        {{ read_timestamp('reviewed_at') }} as reviewed_at,
        {{ unreadable_columns([
            ['definition_version', 'definition_version', 'number'], ['reviewed_at', 'reviewed_at', 'timestamp'],
        ]) }} as unreadable_columns
    from tag_reviews
)

select * from final
