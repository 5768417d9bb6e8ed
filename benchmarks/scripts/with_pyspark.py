"""The benchmark's tables by hand in Spark SQL, in one process: python with_pyspark.py RAW OUT AS_OF_DATE."""

import sys

from common import AUDIENCES, NO_DATA
from pyspark.sql import SparkSession

FILES = ("users", "products", "promotions", "orders", "order_items", "order_promotions", "events")


def clean(text):
    """Return SQL for the text, half-width and without outer blanks; null if nothing is left."""
    half = f"if({text} rlike '^[ -~]*$', {text}, translate({text}, '０１２３４５６７８９ＵＷＩＶ－：　', '0123456789UWIV-: '))"
    return f"nullif(trim({half}), '')"


def amount(text):
    """Return SQL for the text as an amount."""
    signs = f"regexp_replace(upper({clean(text)}), '[¥￥元,]|人民币|RMB|CNY', '')"
    return f"coalesce(try_cast({text} as decimal(18, 2)), try_cast({signs} as decimal(18, 2)))"


def time(text):
    """Return SQL for the text as local time."""
    other = f"try_cast(regexp_replace({clean(text)}, '/', '-') as timestamp_ntz)"
    return f"(coalesce(try_cast({text} as timestamp_ntz), {other}) + interval 8 hours)"


def steps(as_of):
    """Return [(name, whether it is used more than once, query)] of the views, in order."""
    as_of = f"date '{as_of}'"
    return [
        ("customers", True, f"""
            select
                user_id,
                case came_from when 'feed' then 'paid_feed' when 'platform' then 'ecommerce' when 'invite' then 'referral'
                    when 'social' then 'social' when 'event' then 'event' else 'unknown' end as acquisition_source,
                case sex when '1' then 'male' when '2' then 'female' else 'unknown' end as gender,
                year({as_of}) - year(birthday)
                - if(date_format({as_of}, 'MMdd') < date_format(birthday, 'MMdd'), 1, 0) as age
            from (
                select
                    {clean("user_id")} as user_id, {clean("came_from")} as came_from, {clean("sex")} as sex,
                    try_cast(birthday as date) as birthday,
                    row_number() over (partition by {clean("user_id")} order by {time("updated_at")} desc) as version
                from raw_users
            )
            where version = 1
        """),
        ("products", True, f"select {clean('sku')} as sku, {clean('category_name')} as category from raw_products"),
        ("promotions", True, f"select {clean('code')} as code, {clean('kind')} as kind from raw_promotions"),
        ("order_rows", True, f"""
            select
                o.*,
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
                    {clean("order_no")} as order_no, {clean("user_id")} as user_id, created_at as raw_ordered_at,
                    {time("created_at")} as ordered_at, {clean("status")} as status, upper({clean("currency")}) as currency,
                    cast({time("closed_at")} as date) as closed_on, total_paid as raw_paid, {amount("total_paid")} as paid,
                    coalesce({amount("freight")}, 0) + coalesce({amount("tax")}, 0) as freight,
                    {amount("discount")} as discount, refund_amount as raw_refund, {amount("refund_amount")} as refund,
                    cast({time("refunded_at")} as date) as refunded_on, {time("updated_at")} as updated_at
                from raw_orders
            ) as o
            left join (select user_id from customers) as c on o.user_id = c.user_id
        """),
        ("promotion_rows", True, f"""
            select id, o.code, o.order_no, amount, kind
            from (
                select {clean("id")} as id, {clean("order_no")} as order_no, {clean("code")} as code,
                    {amount("amount")} as amount
                from raw_order_promotions
            ) as o
            left join promotions as p on o.code = p.code
        """),
        ("latest", True, f"""
            select *, cast(ordered_at as date) as ordered_on from (
                select *, row_number() over (
                    partition by order_no order by cast(updated_at as date) <= {as_of} desc, updated_at desc
                ) as version
                from order_rows where reason is null
            )
            where version = 1
        """),
        ("orders", True, f"""
            with promoted as (
                select order_no, sum(amount) as amount, bool_or(kind in ('coupon', 'campaign')) as has_code,
                    bool_or(kind = 'coupon') as has_coupon, bool_or(amount is null) as no_amount
                from promotion_rows group by order_no
            ),
            valued as (
                select
                    o.order_no, user_id, ordered_on,
                    case when ordered_at <> cast(ordered_on as timestamp_ntz) then hour(ordered_at) div 6 end as part,
                    status = 'closed' and coalesce(closed_on, ordered_on) <= {as_of} as is_cancelled,
                    status = 'refunded' and coalesce(refunded_on, ordered_on) <= {as_of} as is_returned,
                    paid - freight as goods,
                    if(coalesce(refunded_on, ordered_on) <= {as_of}, coalesce(refund, 0), 0) as refunded,
                    coalesce(discount, amount, 0) as discount,
                    coalesce(has_code, false) as has_code,
                    coalesce(has_coupon, false) as has_coupon,
                    coalesce(no_amount, false) as no_amount
                from latest as o
                left join promoted as p on o.order_no = p.order_no
                where user_id is not null and ordered_on <= {as_of}
            ),
            returned as (
                select *, is_returned or (refunded > 0 and refunded >= goods) as is_fully_returned, goods - refunded as net
                from valued
            )
            select
                *,
                has_code or no_amount or (net + discount > 0 and discount * 10 >= net + discount) as is_promotion,
                not is_cancelled and not is_fully_returned as is_counted
            from returned
        """),
        ("item_rows", True, f"""
            select
                i.*,
                case
                    when raw_paid is not null and paid is null then 'unreadable_value'
                    when paid < 0 then 'negative_amount'
                    when l.order_no is null then 'orphan'
                end as reason
            from (
                select {clean("item_id")} as item_id, {clean("order_no")} as order_no, {clean("sku")} as sku,
                    coalesce({amount("quantity")}, 1) as quantity, paid as raw_paid, {amount("paid")} as paid
                from raw_order_items
            ) as i
            left join (select order_no from latest) as l on i.order_no = l.order_no
        """),
        ("event_rows", True, f"""
            select
                e.*,
                case
                    when raw_happened_at is not null and happened_on is null then 'unreadable_value'
                    when event is null or event not in ('pv', 'view', 'click', 'share', 'join') then 'unknown_type'
                    when e.user_id is not null and c.user_id is null then 'orphan'
                end as reason
            from (
                select {clean("event_id")} as event_id, {clean("user_id")} as user_id, {clean("event")} as event,
                    {clean("sku")} as sku, {clean("campaign")} as campaign, happened_at as raw_happened_at,
                    cast({time("happened_at")} as date) as happened_on
                from raw_events
            ) as e
            left join (select user_id from customers) as c on e.user_id = c.user_id
        """),
        ("rejected_records", False, """
            select 'orders' as entity, order_no as record_key, reason from order_rows where reason is not null
            union all
            select 'order_items', item_id, reason from item_rows where reason is not null
            union all
            select 'order_promotions', id, 'orphan' from promotion_rows left anti join latest using (order_no)
            union all
            select 'interactions', event_id, reason from event_rows where reason is not null
        """),
        ("items", True, f"""
            select user_id, order_no, ordered_on, is_counted, is_cancelled, is_fully_returned, category, quantity, i.paid
            from item_rows as i
            join orders as o using (order_no)
            left join products as p using (sku)
            where reason is null and ordered_on > {as_of} - 365
        """),
        ("events", True, f"""
            select user_id, event, sku, campaign, happened_on from event_rows
            where reason is null and happened_on <= {as_of} and happened_on > {as_of} - 365
        """),
        ("interests", True, f"""
            with touches as (
                select user_id, category from events join products using (sku)
                where event = 'view' and happened_on > {as_of} - 90 and category is not null
                union all
                select user_id, category from (
                    select distinct user_id, order_no, category from items
                    where is_counted and ordered_on > {as_of} - 90 and category is not null
                )
            )
            select user_id, category as value from touches group by user_id, category having count(*) >= 3
        """),
        ("campaigns", True, f"""
            select user_id, campaign as value from events
            where event = 'join' and campaign is not null and user_id is not null
            union
            select user_id, code from promotion_rows join orders using (order_no)
            where is_counted and kind = 'campaign' and ordered_on > {as_of} - 365
        """),
        ("single_tags", True, f"""
            with buyers as (
                select
                    user_id,
                    min(if(is_counted, ordered_on, null)) as first_on,
                    max(if(is_counted, ordered_on, null)) as last_on,
                    count(distinct if(is_counted, ordered_on, null)) as days,
                    count_if(is_counted and ordered_on > {as_of} - 365) as n,
                    sum(if(is_counted and ordered_on > {as_of} - 365, net, 0)) as spend,
                    count_if(is_counted and is_promotion and ordered_on > {as_of} - 365) as promoted,
                    count_if(is_counted and has_coupon and ordered_on > {as_of} - 180) as coupons,
                    count_if(is_counted and part = 0 and ordered_on > {as_of} - 365) as night,
                    count_if(is_counted and part = 1 and ordered_on > {as_of} - 365) as morning,
                    count_if(is_counted and part = 2 and ordered_on > {as_of} - 365) as afternoon,
                    count_if(is_counted and part = 3 and ordered_on > {as_of} - 365) as evening
                from orders group by user_id
            ),
            units as (
                select user_id, sum(coalesce(units, 1)) as units, sum(coalesce(back, if(is_fully_returned, 1, 0))) as back
                from orders
                left join (
                    select order_no, sum(quantity) as units, sum(if(is_fully_returned, quantity, 0)) as back
                    from items where not is_cancelled group by order_no
                ) using (order_no)
                where ordered_on > {as_of} - 365 and not is_cancelled
                group by user_id
            ),
            categories as (
                select user_id, category, sum(paid) as paid, count(distinct order_no) as n, max(ordered_on) as last_on
                from items where is_counted and category is not null group by user_id, category
            ),
            preferred as (
                select user_id, category from (
                    select *, row_number() over (
                        partition by user_id order by paid desc, n desc, last_on desc, category
                    ) as place from categories
                )
                where place = 1
            ),
            engaged as (
                select user_id, count(*) as engagements from events
                where event in ('pv', 'click', 'share') and happened_on > {as_of} - 90 group by user_id
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
                    *,
                    datediff({as_of}, last_on) as days_since,
                    datediff(last_on, first_on) as span,
                    case when last_on is null then 0 when last_on >= {as_of} - 30 then 5 when last_on >= {as_of} - 90 then 3 else 1 end
                        as r,
                    case when last_on is null then 0 when n >= 12 then 5 when n >= 4 then 3 else 1 end as f,
                    case when last_on is null then 0 when spend >= 5000 then 5 when spend >= 1000 then 3 else 1 end as m,
                    night + morning + afternoon + evening as parts
                from customers
                left join buyers using (user_id)
                left join engaged using (user_id)
                left join units using (user_id)
                left join preferred using (user_id)
                left join ranked using (user_id)
            )
            select
                'demo_web_shop:' || user_id as customer_id,
                'individual' as customer_type,
                acquisition_source,
                gender,
                case when age is null then 'unknown' when age <= 15 then 'juvenile' when age <= 40 then 'youth'
                    when age <= 65 then 'middle_aged' else 'senior' end as age_group,
                case when n >= 12 then 'high' when n >= 4 then 'medium' else 'low' end as purchase_frequency,
                case when last_on is null then 'never' when days_since <= 30 then 'within_30d' when days_since <= 90 then '31_90d'
                    when days_since <= 180 then '91_180d' else 'over_180d' end as purchase_recency,
                case when spend >= 5000 then 'high' when spend >= 1000 then 'medium' else 'low' end as spend_level,
                case when coalesce(n, 0) = 0 then 'no_order' when spend >= 500 * n then 'high' when spend >= 100 * n then 'medium'
                    else 'low' end as order_value_level,
                case when last_on is null then 'never' when days = 1 then 'single_purchase' when span <= 7 * (days - 1) then 'weekly'
                    when span <= 31 * (days - 1) then 'monthly' when span <= 92 * (days - 1) then 'quarterly' else 'longer' end
                    as repurchase_cycle,
                coalesce(category, 'none') as product_preference,
                if(n > 0, 'online', 'none') as channel_preference,
                case when coalesce(parts, 0) = 0 then 'none'
                    when if(2 * night >= parts, 1, 0) + if(2 * morning >= parts, 1, 0) + if(2 * afternoon >= parts, 1, 0)
                        + if(2 * evening >= parts, 1, 0) <> 1 then 'no_pattern'
                    when 2 * morning >= parts then 'morning' when 2 * afternoon >= parts then 'afternoon'
                    when 2 * evening >= parts then 'evening' else 'night' end as shopping_time,
                case when engagements >= 20 then 'high' when engagements >= 5 then 'medium' when engagements >= 1 then 'low'
                    else 'none' end as engagement_level,
                case when units is null then 'no_order' when units = 0 then 'unknown' when 10 * back > 3 * units then 'high'
                    when 10 * back >= units then 'medium' else 'low' end as return_level,
                cast(r as string) as rfm_recency_score,
                cast(f as string) as rfm_frequency_score,
                cast(m as string) as rfm_monetary_score,
                case when r + f + m >= 9 then 'vip' when r + f + m >= 6 then 'important' when r + f + m >= 3 then 'normal'
                    else 'potential' end as customer_grade,
                case when last_on is null then 'none' else if(m >= 3, 'important_', 'general_')
                    || case when r >= 3 and f >= 3 then 'value' when r >= 3 then 'develop' when f >= 3 then 'keep' else 'retain' end
                    end as rfm_segment,
                case when before is null then 'none' when before * 10 < 8 * total then 'high' when before * 100 < 95 * total then 'medium'
                    else 'low' end as value_contribution,
                if(coalesce(spend, 0) = 0, 'no_spend', 'unknown') as profit_contribution,
                case when coalesce(n, 0) = 0 then 'no_order' when 10 * promoted > 8 * n then 'high' when 2 * promoted >= n then 'medium'
                    else 'low' end as price_sensitivity,
                case when last_on is null then 'prospect' when datediff({as_of}, first_on) <= 30 then 'new'
                    when days_since <= 90 then 'active' when days_since <= 365 then 'dormant' else 'churned' end as lifecycle_stage,
                case when promoted >= 6 then 'frequent' when promoted >= 1 then 'occasional' else 'none' end
                    as promotion_participation,
                if(coupons > 0, 'yes', 'no') as coupon_user,
                {", ".join(f"'{value}' as {tag}" for tag, value in NO_DATA.items())}
            from banded
        """),
    ]  # fmt: skip


def open_session(spill=None):
    """Return a session with two cores; `spill` is where it may write what memory does not hold."""
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "14g")
        .config("spark.sql.shuffle.partitions", "16")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
    )
    if spill:
        session = session.config("spark.local.dir", spill)
    return session.getOrCreate()


def count_audiences(spark, out):
    """Return how many customers each audience has."""
    tags = spark.read.parquet(f"{out}/customer_tags.parquet")
    conditions = [" and ".join(f"{tag} = '{value}'" for tag, value in audience.items()) for audience in AUDIENCES]
    return [tags.where(condition).count() for condition in conditions]


def main(raw, out, as_of):
    """Write customer_tags, customer_tag_values and rejected_records as parquet to `out`."""
    spark = open_session(f"{out}/spill")
    for name in FILES:
        spark.read.csv(f"{raw}/demo_web_shop/{name}/*/*.csv", header=True, escape='"').createOrReplaceTempView(
            f"raw_{name}"
        )
    for name, is_shared, query in steps(as_of):
        table = spark.sql(query)
        if is_shared:
            table = table.persist()
        table.createOrReplaceTempView(name)

    def write(name, query):
        spark.sql(query).write.mode("overwrite").parquet(f"{out}/{name}.parquet")

    lists = """
        select 'demo_web_shop:' || user_id as customer_id, '["' || array_join(array_sort(collect_list(value)), '", "') || '"]' as list
        from {0} group by user_id
    """
    write("rejected_records", "select * from rejected_records")
    write(
        "customer_tags",
        f"""
        select t.*, coalesce(i.list, '[]') as interests, coalesce(c.list, '[]') as campaigns
        from single_tags as t
        left join ({lists.format("interests")}) as i on t.customer_id = i.customer_id
        left join ({lists.format("campaigns")}) as c on t.customer_id = c.customer_id
        """,
    )
    tags = spark.table("single_tags").columns[1:]
    stacked = ", ".join(f"'{tag}', {tag}" for tag in tags)
    write(
        "customer_tag_values",
        f"""
        select customer_id, stack({len(tags)}, {stacked}) as (tag_code, tag_value) from single_tags
        union all
        select 'demo_web_shop:' || user_id, 'interests', value from interests
        union all
        select 'demo_web_shop:' || user_id, 'campaigns', value from campaigns
        """,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
