with promotions as (
    select * from {{ source('demo_web_shop', 'promotions') }}
),

final as (
    select
        code as promotion_id,
        title as promotion_name,
        case {{ clean_text('kind') }} when 'price_cut' then 'discount' else kind end as promotion_type,
        {{ read_date('start_date') }} as start_date,
        {{ read_date('end_date') }} as end_date,
        {{ unreadable_columns([
            ['start_date', 'start_date', 'timestamp'],
            ['end_date', 'end_date', 'timestamp'],
        ]) }} as unreadable_columns
    from promotions
)

select * from final
