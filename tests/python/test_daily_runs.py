"""Building day by day gives the tables that a build of the last day from scratch gives."""

import csv
import datetime as dt
import subprocess
from collections import Counter

import duckdb
from conftest import PROJECT, run_dbt

ONLY_TABLES = ("build", "--exclude-resource-type", "test", "unit_test")
# systems whose orders and visits arrive by the day
SYSTEMS = {
    "demo_crm": [
        "customers", "customer_identifiers", "identity_decisions", "consents", "erasure_requests", "service_contacts",
    ],
    "demo_web_shop": [
        "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
        "interactions", "coupons", "costs", "returns",
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
    "returns": ("returned_at", 1), "order_costs": ("booked_at", 1),
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


def goes_on(folder):
    """Whether the last run in a folder was a daily run: whether staging read its own stored rows."""
    compiled = folder / "target/compiled/customer_tags/models/staging/stg_orders__validated.sql"
    return " as stored" in compiled.read_text(encoding="utf-8")


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


def test_day_by_day_gives_the_tables_of_the_last_day(demo, project_copy, tmp_path):
    """Every table, row by row; one run is killed twice, and repeated. The stores lie two days behind the shop."""
    receipts = project_copy / "models/base/demo_store/base_demo_store__orders.sql"
    text = receipts.read_text(encoding="utf-8")
    by_day = text.replace("null as loaded_date", "cast({{ read_timestamp('sold_at') }} as date) as loaded_date")
    assert by_day != text
    receipts.write_text(by_day, encoding="utf-8")

    for day in DAYS:
        write_raw(demo.raw_dir, tmp_path / "raw", day)
        if day == DAYS[1]:
            kill_after("stg_interactions__validated", tmp_path / "daily", day, project=project_copy)
            kill_after("int_orders", tmp_path / "daily", day, project=project_copy)
        daily = run(tmp_path / "daily", day, project=project_copy)
        # what was killed is built whole
        assert goes_on(tmp_path / "daily") == (day > DAYS[1]), day
    whole = run(tmp_path / "whole", DAYS[-1], project=project_copy)
    assert not goes_on(tmp_path / "whole")
    tables = content(daily)
    assert all(len(tables[name]) > 100 for name in ("stg_orders", "int_orders", "int_interactions", "customer_tags"))
    assert not differences(tables, content(whole))


def test_what_a_daily_run_reads_again(demo, tmp_path):
    """A stored row stays until something of it changes; an erasure or another var builds all; late rows are told."""
    raw, folder = tmp_path / "raw", tmp_path / "daily"
    write_raw(demo.raw_dir, raw, DAYS[1])
    database = run(folder, DAYS[1])

    # tests in between, of data and units, leave the last build what it is
    run(folder, DAYS[1], "test", "--select", "stg_orders__validated")

    def mark_old_orders():
        with duckdb.connect(str(database)) as connection:
            connection.execute("update stg_orders__validated set channel = 'marked' where loaded_date < '2025-11-05'")
        count, marked = old_orders()
        assert count == marked > 100

    def old_orders():
        with duckdb.connect(str(database)) as connection:
            return connection.execute(
                "select count(*), count(*) filter (where channel = 'marked') from stg_orders__validated "
                "where loaded_date < '2025-11-05' and rejection_reason is null"
            ).fetchone()

    # some records with new rows are read again, the others not
    mark_old_orders()
    write_raw(demo.raw_dir, raw, DAYS[4])
    run(folder, DAYS[4])
    count, marked = old_orders()
    assert count > marked > 100

    # somebody asks to be erased
    with (raw / "demo_crm/customers.csv").open(encoding="utf-8", newline="") as file:
        member = next(csv.DictReader(file))["member_no"]
    with (raw / "demo_crm/erasure_requests.csv").open("a", encoding="utf-8") as file:
        file.write(f"ER-late,{member},{DAYS[3]} 00:00:00\n")
    run(folder, DAYS[4])
    assert old_orders()[1] == 0

    # another var that staging reads
    mark_old_orders()
    run(folder, DAYS[4], earliest_plausible_date="1991-01-01")
    assert old_orders()[1] == 0

    # a row that comes to a day long gone
    mark_old_orders()
    orders = raw / "demo_web_shop/orders.csv"
    late = orders.read_text(encoding="utf-8").splitlines()[1].split(",")
    with orders.open("a", encoding="utf-8") as file:
        file.write(",".join(["W-late", *late[1:-1], "2024-06-01"]) + "\n")
    late_run = ("build", "--exclude-resource-type", "unit_test")
    done = start(folder, DAYS[4], *late_run, earliest_plausible_date="1991-01-01")
    assert done.returncode == 1
    assert "build with --full-refresh" in done.stdout
    assert old_orders()[1] > 100
