"""Raw files of a web shop of any size, in the shape of the demo company's (models/base/demo_web_shop), with faults.

Rows are functions of their number, so that the same size always gives the same files. One customer a 20 orders; 1.5
items, 0.4 promotions and 1 visit an order, over three years, half of it in the last.
"""

from pathlib import Path

import duckdb

TABLES = {
    "users": """
        select
            'U' || i as user_id,
            if(dice(i, 1, 3) = 0, 'M' || i, null) as member_no,
            'name ' || i as nickname,
            ['0', '1', '2', '2', '9'][1 + dice(i, 2, 5)] as sex,
            if(
                dice(i, 3, 4) = 0,
                strftime(timestamp '1950-01-01' + to_days(cast(dice(i, 4, 20000) as integer)), '%Y-%m-%d'),
                null
            ) as birthday,
            if(dice(i, 5, 10) < 8, '139' || lpad(cast((i + 1) % 100000000 as varchar), 8, '0'), null) as mobile,
            if(dice(i, 6, 10) < 5, 'user' || i || '@example.com', null) as email,
            strftime(timestamp '2022-06-01' + to_minutes(dice(i, 7, 300000)), '%Y-%m-%d %H:%M:%S')
                as created_at,
            strftime(timestamp '2023-06-01' + to_minutes(dice(i, 8, 600000)), '%Y-%m-%d %H:%M:%S')
                as updated_at,
            ['feed', 'platform', 'invite', 'social', 'event'][1 + dice(i, 9, 5)] as came_from
        from range({customers}) as r(i)
    """,
    "logins": """
        select
            'L' || i as login_id,
            'U' || dice(i, 1, {customers}) as user_id,
            ['wechat', 'device'][1 + dice(i, 2, 2)] as kind,
            'o' || hash(i, 3) as value,
            '2024-01-01 00:00:00' as first_seen_at
        from range({customers} // 2) as r(i)
    """,
    "products": """
        select
            'SKU' || i as sku,
            'product ' || i as title,
            if(i % 100 = 0, null, 'category ' || i % 30) as category_name,
            '2022-01-01 00:00:00' as updated_at
        from range(2000) as r(i)
    """,
    "promotions": """
        select
            'P' || i as code,
            'promotion ' || i as title,
            ['coupon', 'campaign', 'price_cut'][1 + i % 3] as kind,
            '2022-01-01' as start_date,
            '2027-12-31' as end_date
        from range(60) as r(i)
    """,
    "orders": """
        select
            if(fault = 1, 'Ｗ', 'W') || i as order_no,
            case fault when 2 then 'X' || i when 3 then null else 'U' || customer end as user_id,
            if(fault = 4, strftime(ordered_at, '%Y/%-m/%-d %H:%M'), strftime(ordered_at, '%Y-%m-%d %H:%M:%S'))
                as created_at,
            case
                when fault = 5 then 'unheard of'
                when kind < 90 or version = 0 then 'done'
                when kind < 93 then 'closed'
                when kind < 96 then 'refunded'
                else 'done'
            end as status,
            if(kind between 90 and 92 and version = 1, strftime(changed_at, '%Y-%m-%d %H:%M:%S'), null) as closed_at,
            if(fault = 6, 'USD', null) as currency,
            case fault when 7 then 'n/a' when 8 then '¥' || paid else cast(paid as varchar) end as total_paid,
            null as tax,
            cast(freight as varchar) as freight,
            cast(round(if(dice(i, 12, 4) = 0, paid * 0.1, 0), 2) as varchar) as discount,
            if(kind between 93 and 99 and version = 1, cast(if(kind < 96, paid, round(paid / 4, 2)) as varchar), null)
                as refund_amount,
            if(kind between 93 and 99 and version = 1, strftime(changed_at, '%Y-%m-%d %H:%M:%S'), null) as refunded_at,
            strftime(changed_at, '%Y-%m-%d %H:%M:%S') as updated_at,
            arrival(changed_at, ordered_at) as loaded_date
        from orders
    """,
    "order_items": """
        select
            'I' || orders.i || '-' || items.k as item_id,
            if(fault = 1, 'Ｗ', 'W') || orders.i as order_no,
            'SKU' || dice(2 * orders.i + items.k, 21, 2020) as sku,
            cast(1 + dice(2 * orders.i + items.k, 22, 3) as varchar) as quantity,
            case
                when dice(2 * orders.i + items.k, 23, 300) = 0 then 'free'
                else cast(round((paid - freight) / n, 2) as varchar)
            end as paid,
            '0.00' as discount,
            null as refund_amount,
            null as refunded_at,
            arrival(ordered_at, ordered_at) as loaded_date
        from (select *, 1 + dice(i, 13, 2) as n from orders where version = 0) as orders
        cross join range(2) as items(k)
        where items.k < n
    """,
    "order_promotions": """
        select
            'OP' || i as id,
            if(fault = 1, 'Ｗ', 'W') || i as order_no,
            'P' || dice(i, 14, 66) as code,
            cast(round(paid * 0.05, 2) as varchar) as amount,
            arrival(ordered_at, ordered_at) as loaded_date
        from orders
        where version = 0 and dice(i, 15, 10) < 4
    """,
    "events": """
        select
            'V' || i as event_id,
            if(dice(i, 1, 500) = 0, 'X' || i, 'U' || customer) as user_id,
            if(dice(i, 2, 300) = 0, 'unheard of', ['pv', 'view', 'view', 'click', 'share', 'join'][1 + dice(i, 3, 6)])
                as event,
            ['web', 'app', 'mini'][1 + dice(i, 4, 3)] as device,
            'SKU' || dice(i, 5, 2020) as sku,
            if(dice(i, 3, 6) = 5, 'P' || dice(i, 6, 66), null) as campaign,
            strftime(ordered_at + to_minutes(dice(i, 7, 20000)), '%Y-%m-%d %H:%M:%S') as happened_at,
            arrival(ordered_at + to_minutes(dice(i, 7, 20000)), ordered_at) as loaded_date
        from orders
        where version = 0
    """,
}
# later orders and customers of a low number are more frequent; a tenth of the orders changes once
ORDERS = """
    select
        i,
        cast(floor({customers} * power(dice(i, 1, 1000000007) / 1000000007.0, 2)) as bigint) as customer,
        timestamp '2025-12-31 15:59:00'
        - to_seconds(cast(floor(94600000 * power(dice(i, 2, 1000003) / 1000003.0, 1.5)) as bigint)) as ordered_at,
        versions.version,
        case when dice(i, 3, 10) = 0 then 90 + dice(i, 4, 10) else 0 end as kind,
        ordered_at + to_hours(cast(versions.version * (1 + dice(i, 5, 700)) as integer)) as changed_at,
        round(10 + 2000 * power(dice(i, 6, 1000003) / 1000003.0, 3), 2) as paid,
        [0, 0, 6, 10][1 + dice(i, 7, 4)] as freight,
        dice(i, 8, 500) as fault
    from range({orders}) as r(i)
    inner join range(2) as versions(version) on versions.version = 0 or dice(i, 3, 10) = 0
"""


# What arrives by the day; a change that lies beyond the last day is known with the order. History came by the month:
# DuckDB takes 5 ms to look at a file of CSV, however small.
BY_DAY = ("orders", "order_items", "order_promotions", "events")
LAST_DAY = "2025-12-31"
ARRIVAL = f"""
    create macro arrival_day(moment, ordered_at) as
    cast(if(moment <= timestamp '{LAST_DAY} 15:59:59', moment, ordered_at) + interval 8 hours as date);
    create macro arrival(moment, ordered_at) as if(
        arrival_day(moment, ordered_at) < date '{LAST_DAY}' - 90,
        cast(date_trunc('month', arrival_day(moment, ordered_at)) as date),
        arrival_day(moment, ordered_at)
    )
"""


def generate(raw, orders, customers=None):
    """Write the files of a shop with so many orders below `raw`: a folder a table, one below it a day of arrival."""
    folder = Path(raw) / "demo_web_shop"
    customers = customers or max(orders // 20, 1)
    connection = duckdb.connect()
    connection.execute("create macro dice(row, purpose, sides) as cast(hash(row, purpose) % sides as bigint)")
    connection.execute(ARRIVAL)
    connection.execute("create view orders as" + ORDERS.format(customers=customers, orders=orders))
    for table, query in TABLES.items():
        partition = ", partition_by (loaded_date)" if table in BY_DAY else ""
        target = folder / table if table in BY_DAY else folder / table / "all" / "data.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"copy ({query.format(customers=customers)}) to '{target}' (format csv, header, delimiter ','{partition})"
        )
