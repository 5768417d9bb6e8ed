"""No personal value of the demo company leaves base and staging: not into marts, logs, compiled SQL or failures."""

import csv
import hashlib
import json
import re
import shutil

import pytest
from conftest import TEST_KEY, connect, dbt_build, seed_rows
from generate_demo_company import TILL_PHONE


def labelled(build, resource_type):
    """Return {(path or model, column): sensitivity} of the columns that are labelled in the catalogue."""
    manifest = json.loads((build.database.parent / "target/manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["sources" if resource_type == "source" else "nodes"].values()
    return {
        (f"{node['source_name']}/{node['name']}.csv" if resource_type == "source" else node["name"], name): kind
        for node in nodes
        if node["resource_type"] == resource_type
        for name, column in node["columns"].items()
        # what a model says of itself holds for its columns
        if (kind := column["config"]["meta"].get("sensitivity", node["config"]["meta"].get("sensitivity")))
    }


def personal_values(build):
    """Return every value of the raw files' columns that are labelled as identifying."""
    columns = labelled(build, "source")
    assert len(columns) >= 10
    values = set()
    for (file, column), _ in columns.items():
        with (build.raw_dir / file).open(encoding="utf-8", newline="") as lines:
            # a member number is an id of the CRM, no personal value
            values.update(row[column] for row in csv.DictReader(lines) if not row[column].startswith("M0"))
    # as staging spells them
    values |= {f"+86{value[-11:]}" for value in values if value[-11:].isdigit()} | {value.lower() for value in values}
    # the phone and the device that are nobody's
    return values - {"", TILL_PHONE, f"+86{TILL_PHONE}", "00000000-0000"}


def test_every_column_of_the_marts_says_how_sensitive_it_is(demo):
    """As the catalogue says of each tag; what identifies a person is in base and staging only."""
    labels = labelled(demo, "model")
    marts = demo.query(
        "select if(table_name = 'customer_tag_history' and column_name not in ('valid_from', 'valid_to', 'tags_hash'), "
        "'customer_tags', table_name), column_name from information_schema.columns "
        "where table_schema = 'marts' and regexp_matches(table_name, '^(customer|dim)_')"
    )
    assert len(marts) > 150
    assert {column for column in marts if labels.get(column) not in ("internal", "personal")} == set()
    for tag in seed_rows("tag_definitions"):
        assert labels["customer_tags", tag["tag_code"]] == tag["sensitivity"]
    identifying = {model for (model, _), kind in labels.items() if kind == "identifying"}
    assert {model for model in identifying if not model.startswith(("base_", "stg_"))} == set()
    assert identifying >= {"base_customers", "base_customer_identifiers", "stg_customer_identifiers", "stg_manual_tags"}


def files_of(build):
    """Return the text of every file that a build wrote, but for the database, which is searched by table."""
    folder = build.database.parent
    written = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".duckdb", ".msgpack")]
    assert any(path.suffix == ".log" for path in written)
    return [path.read_text(encoding="utf-8", errors="replace") for path in written]


def test_no_personal_value_leaves_staging(demo):
    """Search every table but base (views on the raw files) and the two of staging that need them, and every file."""
    values = personal_values(demo)
    assert len(values) > 500
    allowed = ("base_", "stg_customer_identifiers", "stg_manual_tags")
    with connect(demo.database) as connection:
        tables = connection.sql("select table_schema, table_name from information_schema.tables").fetchall()
        searched = [(schema, name) for schema, name in tables if not name.startswith(allowed)]
        assert len(searched) > 30
        for schema, name in searched:
            for row in connection.sql(f'from "{schema}"."{name}"').fetchall():
                if values.intersection(str(cell) for cell in row):
                    pytest.fail(f"{name} holds a personal value")  # which one stays untold

    texts = [demo.output, *files_of(demo)]
    if any(value in text for value in values for text in texts):
        pytest.fail("a file that the build wrote holds a personal value")


# raw tables that name a customer record of their system, or a record that does
OWNERS = {
    "demo_crm": {"member_no", "message_id"},
    "demo_web_shop": {"user_id", "order_no", "item_id"},
    "demo_store": {"card_no", "receipt_no"},
}


def values_of_erased_people(raw_dir):
    """Return every raw value that only rows of erased people hold: ids of all their records, and what is personal."""
    with (raw_dir / "truth/people.csv").open(encoding="utf-8", newline="") as lines:
        truth = {(row["system"], row["record_id"]): row["person"] for row in csv.DictReader(lines)}
    with (raw_dir / "demo_crm/erasure_requests.csv").open(encoding="utf-8", newline="") as lines:
        erased = {truth["demo_crm", row["member_no"]] for row in csv.DictReader(lines)}
    theirs, others = set(), set()
    for system, owners in OWNERS.items():
        ids = {record for (name, record), who in truth.items() if name == system and who in erased}
        tables = []
        for path in sorted((raw_dir / system).glob("*.csv")):
            if path.stem == "erasure_requests":
                continue  # they stay, as certificates
            with path.open(encoding="utf-8", newline="") as lines:
                tables.append(list(csv.DictReader(lines)))
        for _ in range(3):  # customers, then their orders, then items of those
            for rows in tables:
                for row in rows:
                    if ids.intersection(row[column].strip() for column in owners & row.keys()):
                        ids.add(next(iter(row.values())).strip())
                        ids.discard("")  # a record without an id
        for rows in tables:
            for row in rows:
                (theirs if ids.intersection(value.strip() for value in row.values()) else others).update(row.values())
        theirs |= ids
    # a day alone is nobody's
    return {value for value in theirs - others if len(value) > 5 and not re.fullmatch(r"[\d/-]{10}", value)}


def test_erased_people_are_in_no_table_and_no_file(demo):
    """Not under any id of theirs, of their orders, visits, messages, and not by phone, address or amount."""
    values = values_of_erased_people(demo.raw_dir)
    assert len(values) > 100
    # ids and phones also as parts of others: U0000059-phone, demo_web_shop:U0000059, +8613...
    ids = re.compile(
        "|".join(
            re.escape(value[-11:]) for value in values if re.fullmatch(r"[A-Z]+[0-9]{5,}|[+ 0-9]*1[0-9]{10}", value)
        )
    )
    assert ids.search("demo_web_shop:" + next(value for value in sorted(values) if value.startswith("U")))
    with connect(demo.database) as connection:
        tables = connection.sql(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(tables) > 80
        for schema, name in tables:
            for row in connection.sql(f'from "{schema}"."{name}"').fetchall():
                cells = [str(cell) for cell in row]
                if values.intersection(cells) or any(map(ids.search, cells)):
                    pytest.fail(f"{schema}.{name} holds a value of an erased person")
    # an amount alone is nobody's, and may be a duration in a log
    texts = [demo.output, *files_of(demo)]
    told = {value for value in values if not re.fullmatch(r"[\d.]+", value) or len(value) > 8}
    assert [value for value in told for text in texts if value in text] == []


def test_third_parties_get_keyed_hashes_of_those_who_agreed(demo):
    """The documented construction, by Python's hashlib, and nobody else."""

    def key_of(customer):
        inner = hashlib.sha256((TEST_KEY + customer).encode()).hexdigest()
        return hashlib.sha256((TEST_KEY + inner).encode()).hexdigest()

    agreed = demo.query("select customer_id from customer_permissions where may_share and may_analyse")
    assert len(agreed) > 5
    shared = {row[0] for row in demo.query("select distinct customer_key from customer_shared_tags")}
    assert shared == {key_of(customer) for (customer,) in agreed}
    personal = demo.query(
        "select count(*) from customer_shared_tags inner join dim_tags using (tag_code) where sensitivity = 'personal'"
    )
    assert personal == [(0,)]


@pytest.mark.parametrize("key", ["", pytest.param("short", marks=pytest.mark.long)])
def test_without_a_secret_no_customer_key_is_made(demo, tmp_path, monkeypatch, key):
    """The message names the variable."""
    monkeypatch.setenv("DBT_ENV_SECRET_PSEUDONYM_KEY", key)
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    build = dbt_build(tmp_path, "demo", "--select", "customer_shared_tags", "--indirect-selection", "cautious")
    assert build.returncode == 1
    assert "set the environment variable DBT_ENV_SECRET_PSEUDONYM_KEY" in build.output
    assert build.query("from customer_shared_tags order by all") == demo.query("from customer_shared_tags order by all")


def test_the_secret_is_written_nowhere(demo):
    """Neither into tables nor into logs, compiled SQL, or what dbt keeps between runs."""
    written = [path for path in demo.database.parent.rglob("*") if path.is_file()]
    assert any(path.suffix == ".duckdb" for path in written)
    assert [path for path in written if TEST_KEY.encode() in path.read_bytes()] == []


def test_objections_leave_the_marts(demo):
    """Who objected to analytics is in no mart but the one that says so."""
    objected = {row[0] for row in demo.query("select customer_id from customer_permissions where not may_analyse")}
    assert objected
    marts = demo.query(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'marts' and table_name like 'customer\\_%' escape '\\' and data_type = 'VARCHAR'"
    )
    assert len({table for table, _ in marts}) >= 6
    for table, column in marts:
        if table != "customer_permissions":
            assert not objected & {row[0] for row in demo.query(f"select distinct {column} from {table}")}, table
