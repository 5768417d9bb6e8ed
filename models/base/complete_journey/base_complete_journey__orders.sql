-- One order a basket. sales_value is what the retailer received, already after its own discounts; manufacturer
-- coupons (coupon_disc) are reimbursed to it, so they are no discount of the retailer's.
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
        'complete_journey' as source_system,
        basket_id as order_id,
        household_id as source_customer_id,
        {{ utc_to_local('transaction_timestamp', 'America/New_York') }} as ordered_at,
        'offline' as channel,
        'completed' as order_status,
        null as cancelled_at,

        -- amounts in USD
        null as currency,
        paid_amount,
        null as tax_amount,
        null as freight_amount,
        discount_amount,
        null as refund_amount,
        null as refunded_at,

        null as loaded_date,
        null as updated_at,
        null as unreadable_columns
    from baskets
)

select * from final
