with participation as (
    select * from {{ ref('int_customer_promotion_participation') }}
),

coupons as (
    select * from {{ ref('int_customer_coupons') }}
),

response as (
    select * from {{ ref('int_customer_marketing_response') }}
),

final as (
    select
        participation.customer_id,

        promotion_participation.tag_value as promotion_participation,
        participation.promotion_orders_365d,

        case when coupons.last_coupon_date_180d is null then 'no' else 'yes' end as coupon_user,
        coupons.last_coupon_date_180d,

        marketing_response.tag_value as marketing_response,
        response.response_share_180d,

        email_open_level.tag_value as email_open_level,
        response.email_open_share_180d,

        sms_reply_level.tag_value as sms_reply_level,
        response.sms_reply_share_180d
    from participation
    inner join coupons on participation.customer_id = coupons.customer_id
    inner join response on participation.customer_id = response.customer_id
    {{ join_band('promotion_participation', 'participation.promotion_orders_365d') }}
    {{ join_band('marketing_response', 'response.response_share_180d') }}
    {{ join_band('email_open_level', 'response.email_open_share_180d') }}
    {{ join_band('sms_reply_level', 'response.sms_reply_share_180d') }}
)

select * from final
