"""The benchmark's tables by hand in DuckDB: python with_duckdb.py RAW OUT AS_OF_DATE.

What a good analyst would write who needs these tables once: one pass over each file, no layers, no registry, no tests.
The models' three tags of fitted models are left out.
"""

import sys

import duckdb
from common import AUDIENCES, NO_DATA

CLEANING = """
create macro clean(x) as nullif(trim(case
    when regexp_matches(x, '^[ -~]*$') then x
    else translate(x, '０１２３４５６７８９ＵＷＩＶ－：　', '0123456789UWIV-: ')
end), '');
create macro read_amount(x) as coalesce(
    try_cast(x as decimal(18, 2)),
    try_cast(regexp_replace(upper(clean(x)), '[¥￥元,]|人民币|RMB|CNY', '', 'g') as decimal(18, 2))
);
create macro read_time(x) as coalesce(
    try_cast(x as timestamp),
    try_strptime(clean(x), ['%Y/%m/%d %H:%M', '%Y/%m/%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y.%m.%d', '%Y%m%d'])
) + interval 8 hours;
create macro raw(name) as table select * from read_csv(
    '{raw}/demo_web_shop/' || name || '/*/*.csv', header = true, all_varchar = true, hive_partitioning = false,
    delim = ',', quote = '"', escape = '"'
);
create macro as_of() as date '{as_of}';
"""

TABLES = """
create temp table customers as
select
    user_id,
    case clean(came_from) when 'feed' then 'paid_feed' when 'platform' then 'ecommerce' when 'invite' then 'referral'
        when 'social' then 'social' when 'event' then 'event' else 'unknown' end as acquisition_source,
    case clean(sex) when '1' then 'male' when '2' then 'female' else 'unknown' end as gender,
    date_diff('year', birthday, as_of())
    - cast(strftime(as_of(), '%m%d') < strftime(birthday, '%m%d') as integer) as age
from (
    select
        * replace (clean(user_id) as user_id, try_cast(birthday as date) as birthday),
        row_number() over (partition by clean(user_id) order by read_time(updated_at) desc) as version
    from raw('users')
)
where version = 1;

create temp table products as
select clean(sku) as sku, clean(category_name) as category from raw('products');

create temp table promotions as
select clean(code) as code, clean(kind) as kind from raw('promotions');

create temp table order_rows as
select
    *,
    case
        when
            (raw_paid is not null and paid is null)
            or (raw_refund is not null and refund is null)
            or (raw_ordered_at is not null and ordered_at is null)
            then 'unreadable_value'
        when status is null or status not in ('paid', 'done', 'closed', 'refunded') then 'unknown_status'
        when currency <> 'CNY' then 'foreign_currency'
        when paid < 0 or freight < 0 or discount < 0 or refund < 0 then 'negative_amount'
        when refund > paid then 'refund_above_paid'
        when o.user_id is not null and c.user_id is null then 'orphan'
    end as reason
from (
    select
        clean(order_no) as order_no,
        clean(user_id) as user_id,
        created_at as raw_ordered_at,
        read_time(created_at) as ordered_at,
        clean(status) as status,
        upper(clean(currency)) as currency,
        cast(read_time(closed_at) as date) as closed_on,
        total_paid as raw_paid,
        read_amount(total_paid) as paid,
        coalesce(read_amount(freight), 0) + coalesce(read_amount(tax), 0) as freight,
        read_amount(discount) as discount,
        refund_amount as raw_refund,
        read_amount(refund_amount) as refund,
        cast(read_time(refunded_at) as date) as refunded_on,
        read_time(updated_at) as updated_at
    from raw('orders')
) as o
left join (select user_id from customers) as c on o.user_id = c.user_id;

create temp table promotion_rows as
select id, o.code, o.order_no, amount, kind
from (
    select clean(id) as id, clean(order_no) as order_no, clean(code) as code, read_amount(amount) as amount
    from raw('order_promotions')
) as o
left join promotions as p on o.code = p.code;

create temp table latest as
select * exclude (reason, raw_ordered_at, raw_paid, raw_refund), cast(ordered_at as date) as ordered_on
from order_rows
where reason is null
qualify row_number() over (
    partition by order_no order by cast(updated_at as date) <= as_of() desc, updated_at desc
) = 1;

create temp table orders as
with promoted as (
    select
        order_no,
        sum(amount) as amount,
        bool_or(kind in ('coupon', 'campaign')) as has_code,
        bool_or(kind = 'coupon') as has_coupon,
        bool_or(amount is null) as no_amount
    from promotion_rows group by order_no
),
valued as (
    select
        o.order_no, user_id, ordered_on,
        case when ordered_at <> ordered_on then hour(ordered_at) // 6 end as part,
        status = 'closed' and coalesce(closed_on, ordered_on) <= as_of() as is_cancelled,
        status = 'refunded' and coalesce(refunded_on, ordered_on) <= as_of() as is_returned,
        paid - freight as goods,
        if(coalesce(refunded_on, ordered_on) <= as_of(), coalesce(refund, 0), 0) as refunded,
        coalesce(discount, amount, 0) as discount,
        coalesce(has_code, false) as has_code,
        coalesce(has_coupon, false) as has_coupon,
        coalesce(no_amount, false) as no_amount
    from latest as o
    left join promoted as p on o.order_no = p.order_no
    where user_id is not null and ordered_on <= as_of()
)
select
    *,
    is_returned or (refunded > 0 and refunded >= goods) as is_fully_returned,
    goods - refunded as net,
    has_code or no_amount or (net + discount > 0 and discount >= 0.1 * (net + discount)) as is_promotion,
    not is_cancelled and not is_fully_returned as is_counted
from valued;

create temp table item_rows as
select
    i.*,
    case
        when raw_paid is not null and paid is null then 'unreadable_value'
        when paid < 0 then 'negative_amount'
        when l.order_no is null then 'orphan'
    end as reason
from (
    select
        clean(item_id) as item_id, clean(order_no) as order_no, clean(sku) as sku,
        coalesce(read_amount(quantity), 1) as quantity, paid as raw_paid, read_amount(paid) as paid
    from raw('order_items')
) as i
left join (select order_no from latest) as l on i.order_no = l.order_no;

create temp table event_rows as
select
    e.*,
    case
        when raw_happened_at is not null and happened_on is null then 'unreadable_value'
        when event is null or event not in ('pv', 'view', 'click', 'share', 'join') then 'unknown_type'
        when e.user_id is not null and c.user_id is null then 'orphan'
    end as reason
from (
    select
        clean(event_id) as event_id, clean(user_id) as user_id, clean(event) as event, clean(sku) as sku,
        clean(campaign) as campaign, happened_at as raw_happened_at, cast(read_time(happened_at) as date) as happened_on
    from raw('events')
) as e
left join (select user_id from customers) as c on e.user_id = c.user_id;

copy (
    select 'orders' as entity, order_no as record_key, reason from order_rows where reason is not null
    union all
    select 'order_items', item_id, reason from item_rows where reason is not null
    union all
    select 'order_promotions', id, 'orphan' from promotion_rows anti join latest using (order_no)
    union all
    select 'interactions', event_id, reason from event_rows where reason is not null
) to '{out}/rejected_records.parquet';

create temp table items as
select user_id, order_no, ordered_on, is_counted, is_cancelled, is_fully_returned, category, quantity, i.paid
from item_rows as i
join orders as o using (order_no)
left join products as p using (sku)
where reason is null and ordered_on > as_of() - 365;

create temp table events as
select user_id, event, sku, campaign, happened_on
from event_rows
where reason is null and happened_on <= as_of() and happened_on > as_of() - 365;

create temp table interests as
with touches as (
    select user_id, category from events join products using (sku)
    where event = 'view' and happened_on > as_of() - 90 and category is not null
    union all
    select user_id, category from (
        select distinct user_id, order_no, category from items
        where is_counted and ordered_on > as_of() - 90 and category is not null
    )
)
select user_id, category from touches group by all having count(*) >= 3;

create temp table campaigns as
select user_id, campaign from events where event = 'join' and campaign is not null and user_id is not null
union
select user_id, code from promotion_rows join orders using (order_no)
where is_counted and kind = 'campaign' and ordered_on > as_of() - 365;

create temp table customer_tags as
with buyers as (
    select
        user_id,
        min(ordered_on) filter (is_counted) as first_on,
        max(ordered_on) filter (is_counted) as last_on,
        count(distinct if(is_counted, ordered_on, null)) as days,
        count(*) filter (is_counted and ordered_on > as_of() - 365) as n,
        coalesce(sum(net) filter (is_counted and ordered_on > as_of() - 365), 0) as spend,
        count(*) filter (is_counted and is_promotion and ordered_on > as_of() - 365) as promoted,
        count(*) filter (is_counted and has_coupon and ordered_on > as_of() - 180) as coupons,
        count(*) filter (is_counted and part = 0 and ordered_on > as_of() - 365) as night,
        count(*) filter (is_counted and part = 1 and ordered_on > as_of() - 365) as morning,
        count(*) filter (is_counted and part = 2 and ordered_on > as_of() - 365) as afternoon,
        count(*) filter (is_counted and part = 3 and ordered_on > as_of() - 365) as evening
    from orders group by user_id
),
units as (
    select user_id, sum(coalesce(units, 1)) as units, sum(coalesce(back, if(is_fully_returned, 1, 0))) as back
    from orders
    left join (
        select order_no, sum(quantity) as units, sum(if(is_fully_returned, quantity, 0)) as back
        from items where not is_cancelled group by order_no
    ) using (order_no)
    where ordered_on > as_of() - 365 and not is_cancelled
    group by user_id
),
preferred as (
    select user_id, category from (
        select user_id, category, sum(paid) as paid, count(distinct order_no) as n, max(ordered_on) as last_on
        from items where is_counted and category is not null group by all
    )
    qualify row_number() over (partition by user_id order by paid desc, n desc, last_on desc, category) = 1
),
engaged as (
    select user_id, count(*) as n from events
    where event in ('pv', 'click', 'share') and happened_on > as_of() - 90 group by all
),
ranked as (
    select
        user_id, sum(spend) over () as total,
        sum(spend) over (order by spend desc range unbounded preceding)
        - sum(spend) over (partition by spend) as before
    from buyers where spend > 0
),
banded as (
    select
        c.*, b.* exclude (user_id),
        as_of() - last_on as days_since,
        case when last_on is null then 0 when as_of() - last_on <= 30 then 5 when as_of() - last_on <= 90 then 3 else 1 end as r,
        case when last_on is null then 0 when b.n >= 12 then 5 when b.n >= 4 then 3 else 1 end as f,
        case when last_on is null then 0 when spend >= 5000 then 5 when spend >= 1000 then 3 else 1 end as m,
        night + morning + afternoon + evening as parts,
        e.n as engagements, u.units, u.back, p.category, total, before
    from customers as c
    left join buyers as b using (user_id)
    left join engaged as e using (user_id)
    left join units as u using (user_id)
    left join preferred as p using (user_id)
    left join ranked as k using (user_id)
)
select
    'demo_web_shop:' || user_id as customer_id,
    'individual' as customer_type,
    acquisition_source,
    gender,
    case when age is null then 'unknown' when age <= 15 then 'juvenile' when age <= 40 then 'youth' when age <= 65 then 'middle_aged'
        else 'senior' end as age_group,
    case when n >= 12 then 'high' when n >= 4 then 'medium' else 'low' end as purchase_frequency,
    case when last_on is null then 'never' when days_since <= 30 then 'within_30d' when days_since <= 90 then '31_90d'
        when days_since <= 180 then '91_180d' else 'over_180d' end as purchase_recency,
    case when spend >= 5000 then 'high' when spend >= 1000 then 'medium' else 'low' end as spend_level,
    case when coalesce(n, 0) = 0 then 'no_order' when spend >= 500 * n then 'high' when spend >= 100 * n then 'medium' else 'low' end
        as order_value_level,
    case when last_on is null then 'never' when days = 1 then 'single_purchase'
        when last_on - first_on <= 7 * (days - 1) then 'weekly' when last_on - first_on <= 31 * (days - 1) then 'monthly'
        when last_on - first_on <= 92 * (days - 1) then 'quarterly' else 'longer' end as repurchase_cycle,
    coalesce(category, 'none') as product_preference,
    if(n > 0, 'online', 'none') as channel_preference,
    case when coalesce(parts, 0) = 0 then 'none'
        when cast(2 * night >= parts as int) + cast(2 * morning >= parts as int) + cast(2 * afternoon >= parts as int)
            + cast(2 * evening >= parts as int) <> 1 then 'no_pattern'
        when 2 * morning >= parts then 'morning' when 2 * afternoon >= parts then 'afternoon'
        when 2 * evening >= parts then 'evening' else 'night' end as shopping_time,
    case when engagements >= 20 then 'high' when engagements >= 5 then 'medium' when engagements >= 1 then 'low' else 'none' end
        as engagement_level,
    case when units is null then 'no_order' when units = 0 then 'unknown' when 10 * back > 3 * units then 'high'
        when 10 * back >= units then 'medium' else 'low' end as return_level,
    cast(r as varchar) as rfm_recency_score,
    cast(f as varchar) as rfm_frequency_score,
    cast(m as varchar) as rfm_monetary_score,
    case when r + f + m >= 9 then 'vip' when r + f + m >= 6 then 'important' when r + f + m >= 3 then 'normal' else 'potential' end
        as customer_grade,
    case when last_on is null then 'none'
        else if(m >= 3, 'important_', 'general_')
            || case when r >= 3 and f >= 3 then 'value' when r >= 3 then 'develop' when f >= 3 then 'keep' else 'retain' end
        end as rfm_segment,
    case when before is null then 'none' when before < 0.8 * total then 'high' when before < 0.95 * total then 'medium' else 'low' end
        as value_contribution,
    if(coalesce(spend, 0) = 0, 'no_spend', 'unknown') as profit_contribution,
    case when coalesce(n, 0) = 0 then 'no_order' when 10 * promoted > 8 * n then 'high' when 2 * promoted >= n then 'medium' else 'low' end
        as price_sensitivity,
    case when last_on is null then 'prospect' when as_of() - first_on <= 30 then 'new' when days_since <= 90 then 'active'
        when days_since <= 365 then 'dormant' else 'churned' end as lifecycle_stage,
    case when promoted >= 6 then 'frequent' when promoted >= 1 then 'occasional' else 'none' end as promotion_participation,
    if(coupons > 0, 'yes', 'no') as coupon_user,
    {no_data}
from banded;

copy (
    select t.*, coalesce(i.interests, '[]') as interests, coalesce(g.campaigns, '[]') as campaigns
    from customer_tags as t
    left join (
        select 'demo_web_shop:' || user_id as customer_id, '["' || string_agg(category, '", "' order by category) || '"]' as interests
        from interests group by all
    ) as i using (customer_id)
    left join (
        select 'demo_web_shop:' || user_id as customer_id, '["' || string_agg(campaign, '", "' order by campaign) || '"]' as campaigns
        from campaigns group by all
    ) as g using (customer_id)
) to '{out}/customer_tags.parquet';

copy (
    unpivot customer_tags on columns(* exclude (customer_id)) into name tag_code value tag_value
    union all
    select 'demo_web_shop:' || user_id, 'interests', category from interests
    union all
    select 'demo_web_shop:' || user_id, 'campaigns', campaign from campaigns
) to '{out}/customer_tag_values.parquet';
"""


def main(raw, out, as_of):
    """Write customer_tags, customer_tag_values and rejected_records as parquet files to `out`."""
    config = {"threads": 2, "preserve_insertion_order": False, "temp_directory": f"{out}/spill"}
    no_data = ", ".join(f"'{value}' as {tag}" for tag, value in NO_DATA.items())
    script = CLEANING + TABLES
    for name, value in {"raw": raw, "out": out, "as_of": as_of, "no_data": no_data}.items():
        script = script.replace("{" + name + "}", value)
    duckdb.connect(config=config).execute(script)


def open_session():
    """Return a connection."""
    return duckdb.connect(config={"threads": 2})


def count_audiences(connection, out):
    """Return how many customers each audience has; `out` is a folder, or the database of a build."""
    table = f"'{out}/customer_tags.parquet'"
    if out.endswith(".duckdb"):
        connection.execute(f"attach '{out}' as built (read_only)")
        table = "built.marts.customer_tags"
    counts = []
    for audience in AUDIENCES:
        condition = " and ".join(f"{tag} = '{value}'" for tag, value in audience.items())
        counts.extend(connection.execute(f"select count(*) from {table} where {condition}").fetchone())
    return counts


if __name__ == "__main__":
    main(*sys.argv[1:])
