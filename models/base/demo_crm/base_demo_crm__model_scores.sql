with scores as (
    select * from {{ source('demo_crm', 'scores') }}
),

final as (
    select
        score_id as model_score_id,
        member_no as source_customer_id,
        case {{ clean_text('model') }}
            when 'churn' then 'churn_probability'
            when 'buy90' then 'purchase_probability_90d'
            when 'value3y' then 'predicted_value_3y'
            else model
        end as score_name,
        {{ read_number('score') }} as score,
        model_version,
        {{ read_timestamp('scored_at') }} as scored_at,
        {{ unreadable_columns([
            ['score', 'score', 'number'],
            ['scored_at', 'scored_at', 'timestamp'],
        ]) }} as unreadable_columns
    from scores
)

select * from final
