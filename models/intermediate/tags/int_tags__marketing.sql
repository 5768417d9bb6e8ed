with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

final as (
    select
        customer_id,

        case when last_coupon_date_180d is null then 'no' else 'yes' end as coupon_user,
        last_coupon_date_180d as coupon_user__evidence
    from metrics
)

select * from final
