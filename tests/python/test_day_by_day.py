"""Building day by day gives the tables that a build of the last day from scratch gives."""

import csv
import datetime as dt
import subprocess
from collections import Counter

from conftest import PROJECT, connect, run_dbt

ONLY_TABLES = ("build", "--exclude-resource-type", "test", "unit_test")
# systems whose orders and visits arrive by the day
SYSTEMS = {
    "demo_crm": [
        "customers", "customer_identifiers", "identity_decisions", "consents", "erasure_requests", "service_contacts",
        "exchange_rates",
    ],
    "demo_web_shop": [
        "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
        "interactions", "coupons", "costs", "returns", "refunds", "product_attributes",
    ],
    "demo_store": ["customers", "orders"],
}  # fmt: skip
DAYS = ("2025-11-10", "2025-11-30", "2025-12-01", "2025-12-02", "2025-12-03")
# on which day a record of a raw table is there: so many days after its own, so that customers come after their orders,
# and links after both
COMES = {
    "orders": ("loaded_date", 0), "order_items": ("loaded_date", 0), "order_promotions": ("loaded_date", 0),
    "events": ("loaded_date", 0), "users": ("created_at", 9), "customers": ("registered_at", 4),
    "logins": ("first_seen_at", 30), "receipts": ("sold_at", 2), "member_cards": ("opened_at", 2),
    "returns": ("returned_at", 1), "refunds": ("loaded_date", 0), "order_costs": ("booked_at", 1),
    "coupons": ("issued_at", 1), "consents": ("decided_at", 0), "identity_decisions": ("decided_at", 0),
}  # fmt: skip


def moved(day, days):
    """Return a raw day so many days later; empty if it is no plain day."""
    try:
        return str(dt.date.fromisoformat(day[:10]) + dt.timedelta(days=days))
    except ValueError:
        return ""


def later_versions(table, rows):
    """Return rows that change others: of orders, items' visits and who is who, arriving on one of the last days."""
    if table == "orders":
        known_later = {"status": "closed", "closed_at": "2025-12-01 20:00:00", "updated_at": "2025-12-01 20:00:00"}
        corrected = {"created_at": "2024-05-05 12:00:00", "updated_at": "2025-11-30 00:00:00"}
        older = {"user_id": "U0000001", "updated_at": "2022-01-01 00:00:00"}
        return [
            *(row | known_later | {"loaded_date": DAYS[0]} for row in rows[::29]),
            *(row | corrected | {"loaded_date": DAYS[3]} for row in rows[7::29]),
            *(row | older | {"loaded_date": DAYS[4]} for row in rows[2::4]),
        ]
    if table == "events":
        return [row | {"happened_at": f"{DAYS[2]} 03:00:00", "loaded_date": DAYS[3]} for row in rows[::31]]
    if table == "identity_decisions":
        names = ("system_a", "id_a", "system_b", "id_b", "verdict", "decided_by", "decided_at")
        return [
            rows[0] | {"decision_id": f"T{user}"} | dict(zip(names, (
                "demo_web_shop", f"U{user:07}", "demo_web_shop", f"U{user + 1:07}", "same", "test", DAYS[3]
            ), strict=True))
            for user in range(10, 60, 5)
        ]  # fmt: skip
    return []


def as_on(day, table, rows):
    """Return the rows of a raw table as they are on a day."""
    for place, row in enumerate(rows):
        if "loaded_date" in row:
            # some are written down before they happen, and some come to a day that was read before
            row["loaded_date"] = moved(row["loaded_date"], -30 if place % 7 == 0 else 0)
            row["comes"] = moved(row["loaded_date"], 2 if place % 17 == 0 else 0)
    rows += [row | {"comes": row.get("loaded_date")} for row in later_versions(table, rows)]
    if table == "users" and day < DAYS[3]:  # of some it is said at first that they come later
        later = {"created_at": f"{DAYS[3]} 00:00:00", "comes": "2022-01-01"}
        rows = [row | later if place % 37 == 3 else row for place, row in enumerate(rows)]
    if table in COMES:
        column, days = COMES[table]
        rows = [row for row in rows if moved(row.get("comes") or row[column], days) <= day]
    if table == "promotions" and day < DAYS[2]:
        rows = [row | {"kind": "price_cut"} for row in rows]
    if table == "users" and day == DAYS[4]:  # taken out of the file
        rows = [row for place, row in enumerate(rows) if place % 40]
    return rows


def write_raw(source, target, day):
    """Write the raw files as they are on a day."""
    for path in source.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(as_on(day, path.stem, rows))


def start(folder, day, *arguments, **options):
    """Run dbt on all systems of SYSTEMS as of a day."""
    settings = {"as_of_date": day, "source_systems": SYSTEMS, "raw_dir": str(folder.parent / "raw")}
    return run_dbt(folder, "demo", *(arguments or ONLY_TABLES), **settings | options)


def run(folder, day, *arguments, **options):
    """Build as of a day; return the database."""
    done = start(folder, day, *arguments, **options)
    assert done.returncode == 0, done.stdout
    return folder / "demo.duckdb"


def kill_after(model, folder, day, **options):
    """Build as of a day, and kill dbt as soon as it has built a model."""
    process = start(folder, day, run=subprocess.Popen, **options)
    built = any("OK created" in line and f".{model} " in line for line in process.stdout)
    process.kill()
    process.wait()
    assert built, "dbt was done before it was killed"


def plain(value):
    """Return a value that does not depend on the order in which an engine adds floats."""
    return round(value, 9) if isinstance(value, float) else value


def content(database):
    """Return {table: its rows, counted} of staging, intermediate and marts, without what tells since when."""
    layers = (PROJECT / "models" / layer for layer in ("staging", "intermediate", "marts"))
    names = sorted(path.stem for layer in layers for path in layer.rglob("*.sql") if path.parent.name != "states")
    columns = (
        "columns(lambda column_name: not column_name ^@ 'since' and not column_name like '%\\_\\_since' escape '\\')"
    )
    with connect(database) as connection:
        tables = {name: connection.execute(f'select {columns} from "{name}"').fetchall() for name in names}
    return {name: Counter(tuple(map(plain, row)) for row in rows) for name, rows in tables.items()}


def differences(first, second):
    """Return {table: rows that only one of two builds has}, a few of each."""
    return {
        name: [list(found)[:3] for found in (rows - second[name], second[name] - rows)]
        for name, rows in first.items()
        if rows != second[name]
    }


def test_day_by_day_gives_the_tables_of_the_last_day(demo, tmp_path):
    """Every table, row by row; the second day is killed and repeated. Nothing but the history may outlive a day.

    Weekly and monthly tags are due on the second day.
    """
    for day in (DAYS[0], DAYS[-1]):
        write_raw(demo.raw_dir, tmp_path / "raw", day)
        if day == DAYS[-1]:
            kill_after("int_orders", tmp_path / "daily", day)
        daily = run(tmp_path / "daily", day)
    tables = content(daily)
    assert all(len(tables[name]) > 100 for name in ("stg_orders", "int_orders", "int_interactions", "customer_tags"))
    assert not differences(tables, content(run(tmp_path / "whole", DAYS[-1])))
