-- One record per basket and kind of discount, derived from the discount columns of its lines.
with transactions as (
    select * from {{ source('complete_journey', 'transactions') }}
),

basket_discounts as (
    select
        basket_id,
        sum(cast(retail_disc as numeric(18, 2))) as retail_discount,
        sum(cast(coupon_disc as numeric(18, 2))) as manufacturer_coupon,
        sum(cast(coupon_match_disc as numeric(18, 2))) as coupon_match
    from transactions
    group by basket_id
),

records as (
    {%- for kind in ['retail_discount', 'manufacturer_coupon', 'coupon_match'] %}
    select
        basket_id,
        '{{ kind }}' as promotion_id,
        {{ kind }} as discount_amount
    from basket_discounts
    where {{ kind }} <> 0
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
),

final as (
    select
        cast(basket_id as {{ dbt.type_string() }}) || '-' || promotion_id as order_promotion_id,
        basket_id as order_id,
        promotion_id,
        discount_amount
    from records
)

select * from final
