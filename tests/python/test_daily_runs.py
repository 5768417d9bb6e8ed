"""Building day by day gives the tables that a build of the last day from scratch gives."""

import csv
import datetime as dt
from collections import Counter

import duckdb
from conftest import PROJECT, run_dbt

PARTS = ("build", "--exclude-resource-type", "test", "unit_test")
# systems whose orders and visits arrive by the day
SYSTEMS = {
    "demo_crm": [
        "customers", "customer_identifiers", "identity_decisions", "consents", "erasure_requests", "service_contacts",
    ],
    "demo_web_shop": [
        "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
        "interactions", "coupons", "costs", "returns",
    ],
}  # fmt: skip
DAYS = ("2025-11-30", "2025-12-01", "2025-12-05", "2025-12-31")
# on which day a record of a raw table is there: so many days after its own, so that customers come after their orders,
# and links after both
COMES = {
    "orders": ("loaded_date", 0), "order_items": ("loaded_date", 0), "order_promotions": ("loaded_date", 0),
    "events": ("loaded_date", 0), "users": ("created_at", 9), "customers": ("registered_at", 4),
    "logins": ("first_seen_at", 30), "returns": ("returned_at", 1), "order_costs": ("booked_at", 1),
    "coupons": ("issued_at", 1), "consents": ("decided_at", 0),
}  # fmt: skip


def moved(day, days):
    """Return a raw day so many days later; empty if it is no plain day."""
    try:
        return str(dt.date.fromisoformat(day[:10]) + dt.timedelta(days=days))
    except ValueError:
        return ""


def as_on(day, table, rows, number):
    """Return the rows of a raw table as they are on a day; `number` tells which of several histories."""
    for place, row in enumerate(rows):
        if "loaded_date" not in row:
            continue
        if (place + number) % 7 == 0:  # written down before it happens
            row["loaded_date"] = moved(row["loaded_date"], -30)
        # the last two days are not complete yet
        row["comes"] = moved(row["loaded_date"], 2 if (place + number) % 17 == 0 else 0)
    if table in COMES:
        column, days = COMES[table]
        rows = [row for row in rows if moved(row.pop("comes", row[column]), days) <= day]
    if table == "promotions" and day < DAYS[2]:
        rows = [row | {"kind": "price_cut"} for row in rows]
    if table == "users" and day == DAYS[3]:  # taken out of the file
        rows = [row for place, row in enumerate(rows) if (place + number) % 40]
    return rows


def write_raw(source, target, day, number=0):
    """Write the raw files as they are on a day."""
    for path in source.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(as_on(day, path.stem, rows, number))


def run(folder, day, **options):
    """Build all tables as of a day; return the database."""
    settings = {"as_of_date": day, "source_systems": SYSTEMS, "raw_dir": str(folder.parent / "raw")} | options
    done = run_dbt(folder, "demo", *PARTS, **settings)
    assert done.returncode == 0, done.stdout
    return folder / "demo.duckdb"


def plain(value):
    """Return a value that does not depend on the order in which an engine adds floats."""
    return round(value, 9) if isinstance(value, float) else value


def content(database):
    """Return {table: its rows, counted} of staging, intermediate and marts."""
    layers = (PROJECT / "models" / layer for layer in ("staging", "intermediate", "marts"))
    names = sorted(path.stem for layer in layers for path in layer.rglob("*.sql"))
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name: connection.execute(f'from "{name}"').fetchall() for name in names}
    return {name: Counter(tuple(map(plain, row)) for row in rows) for name, rows in tables.items()}


def differences(first, second):
    """Return {table: rows that only one of two builds has}, a few of each."""
    return {
        name: [list(found)[:3] for found in (rows - second[name], second[name] - rows)]
        for name, rows in first.items()
        if rows != second[name]
    }


def test_day_by_day_gives_the_tables_of_the_last_day(demo, tmp_path):
    """Every table after every day, row by row."""
    for day in DAYS:
        write_raw(demo.raw_dir, tmp_path / "raw", day)
        daily = run(tmp_path / "daily", day)
        whole = run(tmp_path / "whole" / day, day, raw_dir=str(tmp_path / "raw")) if day != DAYS[0] else daily
        assert not differences(content(daily), content(whole)), day
