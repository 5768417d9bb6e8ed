with order_promotions as (
    select * from {{ source('demo_web_shop', 'order_promotions') }}
),

final as (
    select
        id as order_promotion_id,
        order_no as order_id,
        code as promotion_id,
        {{ read_amount('amount') }} as discount_amount,
        {{ dbt.safe_cast('loaded_date', api.Column.translate_type('date')) }} as loaded_date,
        {{ unreadable_columns([['discount_amount', 'amount', 'amount']]) }} as unreadable_columns
    from order_promotions
)

select * from final
