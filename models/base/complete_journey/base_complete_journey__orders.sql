-- One order per basket. sales_value is what the retailer received, after its own discounts. Manufacturer coupons
-- (coupon_disc) are reimbursed to the retailer, so they are not its discount.
with transactions as (
    select * from {{ source('complete_journey', 'transactions') }}
),

baskets as (
    select
        basket_id,
        household_id,
        transaction_timestamp,
        sum(cast(sales_value as numeric(18, 2))) as paid_amount,
        sum(cast(retail_disc as numeric(18, 2)) + cast(coupon_match_disc as numeric(18, 2))) as discount_amount
    from transactions
    group by basket_id, household_id, transaction_timestamp
),

final as (
    select
        basket_id as order_id,
        household_id as source_customer_id,
        {{ utc_to_local('transaction_timestamp', 'America/New_York') }} as ordered_at,
        'offline' as channel,
        'completed' as order_status,

        -- amounts in USD
        paid_amount,
        discount_amount
    from baskets
)

select * from final
