"""Repeated, killed and replayed builds give the same tables."""

import datetime as dt
import random
import shutil
import subprocess
import time

import duckdb
import pytest
from conftest import dbt_build, run_dbt

TABLES = (
    "stg_customers", "stg_orders", "stg_order_items", "stg_rejected_records", "int_customers", "int_orders",
    "int_customer_orders_daily", "customer_tags", "customer_tag_values", "dim_tags", "dim_tag_values",
)  # fmt: skip


def content(build):
    """Return every row of the tables that matter."""
    return {table: sorted(build.query(f"from {table}"), key=repr) for table in TABLES}


def test_a_second_run_changes_nothing(demo, tmp_path, note_bad_input):
    """The same input and as-of date give the same tables; a build beside another writer is refused."""
    database = tmp_path / demo.database.name
    shutil.copyfile(demo.database, database)
    with duckdb.connect(str(database)):
        refused = dbt_build(tmp_path, "demo", tests=False)
    assert refused.returncode != 0
    line = "Conflicting lock is held in"
    assert f'Could not set lock on file "{database}": {line}' in refused.output
    note_bad_input("build", "two builds at once", f'Could not set lock on file "data/demo.duckdb": {line} …')
    again = dbt_build(tmp_path, "demo", tests=False)
    assert again.returncode == 0, again.output
    assert content(demo) == content(again)


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.long)])
def test_killed_builds_leave_no_trace(demo, tmp_path, kills):
    """Builds killed at random moments, one after the other, then one that may finish."""
    rng = random.Random(kills)
    # the shared build may have been slower: others ran beside it
    whole = dbt_build(tmp_path, "demo", tests=False)
    killed = 0
    for _ in range(kills):
        process = run_dbt(
            tmp_path, "demo", "build", "--exclude-resource-type", "unit_test", "test",
            run=subprocess.Popen, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(rng.uniform(0.3, 0.9) * whole.seconds)
        if process.poll() is None:
            process.kill()
            killed += 1
        process.wait()
    assert killed > 0, "every build ended before it was killed"
    build = dbt_build(tmp_path, "demo", tests=False)
    assert build.returncode == 0, build.output
    assert content(build) == content(demo)


# the day of a record, in every raw table that has one
DAYS = {
    "receipts": "sold_at", "orders": "created_at", "users": "created_at", "member_cards": "opened_at",
    "customers": "registered_at", "memberships": "joined_on", "follow_ups": "contacted_at",
    "service_calls": "opened_at", "messages": "sent_at", "message_events": "occurred_at", "scores": "scored_at",
    "manual_tags": "set_at", "events": "happened_at", "coupons": "issued_at", "order_costs": "booked_at",
    "returns": "returned_at", "refunds": "refunded_at", "exchange_rates": "day",
    "identity_decisions": "decided_at", "logins": "first_seen_at", "card_contacts": "added_on",
    "consents": "decided_at",
}  # fmt: skip


def is_after(text, day):
    """Whether a raw time is a real day after another; what cannot be read stays where it is."""
    try:
        return dt.date.fromisoformat(text[:10]) > dt.date.fromisoformat(day)
    except ValueError:
        return False


def test_a_build_as_of_a_past_day_never_sees_later_data(demo, tmp_path):
    """Cutting off every raw record of a later day changes no tag of the earlier one."""
    as_of = "2025-06-30"
    whole = dbt_build(tmp_path / "whole", "demo", tests=False, as_of_date=as_of)
    assert whole.returncode == 0, whole.output
    cut = tmp_path / "raw"
    for path in demo.raw_dir.rglob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        heading = lines[0].strip().split(",")
        dated = heading.index(DAYS[path.stem]) if path.stem in DAYS else None
        target = cut / path.relative_to(demo.raw_dir)
        target.parent.mkdir(parents=True, exist_ok=True)
        # a day of slack, for the web shop's UTC; the rows in it are later than the as-of date all the same
        kept = [line for line in lines[1:] if dated is None or not is_after(line.split(",")[dated], "2025-07-01")]
        target.write_text(lines[0] + "".join(kept), encoding="utf-8")
    part = dbt_build(tmp_path / "part", "demo", tests=False, raw_dir=str(cut), as_of_date=as_of)
    assert part.returncode == 0, part.output
    assert part.query("select count(*) from stg_orders")[0][0] < whole.query("select count(*) from stg_orders")[0][0]
    for mart in ("customer_tag_values", "dim_tags", "dim_tag_values"):
        assert part.query(f"from {mart} order by all") == whole.query(f"from {mart} order by all")
