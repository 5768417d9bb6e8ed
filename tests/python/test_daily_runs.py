"""Building day by day gives the tables that a build of the last day from scratch gives."""

import csv
import datetime as dt
import io
from collections import Counter

import duckdb
import pytest
from conftest import PROJECT, dbt_build, run_dbt

# how a raw table grows: by the day of arrival, or by a day after its records' own, so that customers come after their
# orders, and links after both
GROWS = {
    "orders": ("loaded_date", 0), "order_items": ("loaded_date", 0), "order_promotions": ("loaded_date", 0),
    "events": ("loaded_date", 0), "users": ("created_at", 9), "customers": ("registered_at", 4),
    "member_cards": ("opened_at", 2), "receipts": ("sold_at", 1), "messages": ("sent_at", 2),
    "message_events": ("occurred_at", 0), "logins": ("first_seen_at", 30), "card_contacts": ("added_on", 30),
    "returns": ("returned_at", 1), "order_costs": ("booked_at", 1), "coupons": ("issued_at", 1),
    "identity_decisions": ("decided_at", 0), "consents": ("decided_at", 0),
}  # fmt: skip
DAYS = ("2025-11-30", "2025-12-01", "2025-12-04", "2025-12-31")


def later(text, days):
    """Return a raw day, so many days later; None if it is no plain day."""
    try:
        return str(dt.date.fromisoformat(text[:10]) + dt.timedelta(days=days))
    except ValueError:
        return None


def write_raw(source, target, day, change=lambda table, rows: rows):
    """Write the raw files as they are on a day; `change` takes a table's name and rows, and returns rows."""
    for path in source.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        if path.stem in GROWS:
            dated, days = GROWS[path.stem]
            rows = [row for row in rows if (later(row[dated], days) or "") <= day]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(path.stem, rows))
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text.getvalue(), encoding="utf-8")


def tables():
    """Return the names of all tables that a build makes, and a daily run must make alike."""
    layers = (PROJECT / "models" / layer for layer in ("staging", "intermediate", "marts"))
    return sorted(path.stem for layer in layers for path in layer.rglob("*.sql"))


def differences(first, second):
    """Return {table: rows that only one build has}, a few of each."""
    found = {}
    for table in tables():
        one, two = (Counter(build.query(f'from "{table}"')) for build in (first, second))
        if one != two:
            found[table] = [list((one - two).items())[:3], list((two - one).items())[:3]]
    return found


def test_day_by_day(demo, tmp_path):
    raw = tmp_path / "raw"
    for day in DAYS:
        write_raw(demo.raw_dir, raw, day)
        build = dbt_build(tmp_path / "daily", "demo", as_of_date=day, raw_dir=str(raw))
        assert build.returncode == 0, build.output
    whole = dbt_build(tmp_path / "whole", "demo", as_of_date=DAYS[-1], raw_dir=str(raw))
    assert whole.returncode == 0, whole.output
    assert not differences(build, whole)
