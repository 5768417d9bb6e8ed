-- The log of what was known of each customer: a row per customer and day on which a record of the customer arrived or
-- changed. `is_late` says that one of before the last published day did.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=["{{ take_back_history('valid_from') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('record_owner_states') }}
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('stg_erased_customers') }}
{%- set last = last_published_day() or '1000-01-01' %}
{%- set text = dbt.type_string() %}
{%- set until_last = "record_date <= cast('" ~ last ~ "' as date)" %}

with customers as (
    select customers.*
    from {{ ref('int_customers') }} as customers
    inner join {{ ref('int_customer_permissions') }} as permissions on customers.customer_id = permissions.customer_id
    where permissions.may_analyse and {{ 'true' if publishes_history() else 'false' }}
),

-- numbers are decimals of one kind: engines add floats, and join different decimals, in ways of their own
records as (
    select
        customer_id,
        order_date as record_date,
        cast(net_spend + 1000 * order_count + 10 * promotion_order_count + discount_amount as numeric(30, 6)) as number
    from {{ ref('int_customer_orders_daily') }}
    -- what happened to an order later has a day of its own
    {%- for column in ['cancelled_date', 'refunded_date'] %}
    union all
    select
        links.customer_id,
        orders.{{ column }} as record_date,
        cast(1 as numeric(30, 6)) as number
    from {{ ref('stg_orders') }} as orders
    inner join {{ ref('int_customer_links') }} as links
        on
            orders.source_system = links.source_system
            and orders.source_customer_id = links.source_customer_id
    where orders.{{ column }} <= {{ as_of_date() }}
    {%- endfor %}
    union all
    select
        coalesce(refunds.customer_id, orders.customer_id) as customer_id,
        refunds.refunded_date as record_date,
        cast(refunds.goods_amount as numeric(30, 6)) as number
    from {{ ref('int_refunds') }} as refunds
    left join {{ ref('int_orders') }} as orders
        on
            refunds.source_system = orders.source_system
            and refunds.order_id = orders.order_id
    where refunds.refunded_date <= {{ as_of_date() }}
    union all
    select
        orders.customer_id,
        item_returns.returned_date as record_date,
        cast(coalesce(item_returns.quantity, 1) as numeric(30, 6)) as number
    from {{ ref('stg_returns') }} as item_returns
    inner join {{ ref('stg_order_items') }} as items
        on
            item_returns.source_system = items.source_system
            and item_returns.order_item_id = items.order_item_id
    inner join {{ ref('int_orders') }} as orders
        on
            items.source_system = orders.source_system
            and items.order_id = orders.order_id
    where item_returns.returned_date <= {{ as_of_date() }}
    union all
    select
        customer_id,
        occurred_date as record_date,
        cast(case when is_answered then 1 else 0 end as numeric(30, 6)) as number
    from {{ ref('int_interactions') }}
    {%- for entity, columns in {
        'service_contacts': ['contacted_date', '1'],
        'opportunities': ['contacted_date', 'win_probability'],
        'memberships': ['joined_date', '1'],
        'coupons': ['issued_date', '1'],
        'model_scores': ['scored_date', 'score'],
    }.items() %}
    union all
    select
        links.customer_id,
        {{ entity }}.{{ columns[0] }} as record_date,
        cast({{ columns[1] }} as numeric(30, 6)) as number
    from {{ ref('stg_' ~ entity) }} as {{ entity }}
    inner join {{ ref('int_customer_links') }} as links
        on
            {{ entity }}.source_system = links.source_system
            and {{ entity }}.source_customer_id = links.source_customer_id
    where {{ entity }}.{{ columns[0] }} <= {{ as_of_date() }}
    {%- endfor %}
    {%- for pack in active_packs() %}
    union all
    select
        customer_id,
        record_date,
        cast(number as numeric(30, 6)) as number
    from {{ ref('int_customer_records__' ~ pack) }}
    where record_date <= {{ as_of_date() }}
    {%- endfor %}
),

numbered as (
    select
        customer_id,
        record_date,
        extract(year from record_date) * 400 + extract(month from record_date) * 31 + extract(day from record_date)
            as day_number,
        coalesce(number, 0) as number
    from records
),

-- counts and sums tell two sets of records apart, and are the same on every engine
summed as (
    select
        customer_id,
        {%- for name, condition in {'known': '1 = 1', 'known_before': until_last}.items() %}
        cast(sum(case when {{ condition }} then 1 else 0 end) as {{ text }}) || '/'
        || cast(sum(case when {{ condition }} then day_number else 0 end) as {{ text }}) || '/'
        || cast(
            cast(sum(case when {{ condition }} then number else 0 end) as numeric(30, 6)) as {{ text }}
        ) as {{ name }},
        {%- endfor %}
        count(*) as record_count
    from numbered
    group by customer_id
),

today as (
    select
        customers.customer_id,
        coalesce(summed.known, '0/0/0.000000') as known,
        coalesce(summed.known_before, '0/0/0.000000') as known_before,
        md5(
            {%- for column in [
                'customer_type', 'gender', 'acquisition_source', 'occupation', 'industry', 'employee_count',
                'decision_role', 'province', 'city', 'record_count',
            ] %}
            coalesce(cast(customers.{{ column }} as {{ dbt.type_string() }}), ''){{ " || '/' ||" if not loop.last }}
            {%- endfor %}
        ) as attributes_hash
    from customers
    left join summed on customers.customer_id = summed.customer_id
),

{%- if is_incremental() %}

before as (
    {{ latest_states(this, 'customer_id') }}
),
{%- else %}

before as (
    select
        customer_id,
        known,
        attributes_hash
    from today
    where 1 = 0
),
{%- endif %}

final as (
    select
        today.customer_id,
        today.known,
        today.attributes_hash,
        today.known <> today.known_before
        or coalesce(today.attributes_hash <> before.attributes_hash, true) as has_new,
        coalesce(today.known_before <> before.known, false) as is_late,
        {{ as_of_date() }} as valid_from
    from today
    left join before on today.customer_id = before.customer_id
    where
        before.customer_id is null
        or before.known <> today.known
        or before.attributes_hash <> today.attributes_hash
        or before.known <> today.known_before
)

select * from final
